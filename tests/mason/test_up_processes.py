import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mason.processes.children import Child, Program, is_alive
from mason.processes.locks import AlreadyLocked, exclusive
from tests.processes import ROOT, eventually, is_running

SLEEP = "import time; time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(flush=True); time.sleep(600)"
)
WITH_CHILD = (
    "import subprocess, sys, time;"
    f"print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True); time.sleep(600)"
)
HOLD_CHILD = f"""
import sys, time
from signal import SIGTERM
from mason.processes.children import Child, Program
command = [sys.executable, "-c", {SLEEP!r}]
child = Child(Program(name="sleeper", command=command, stop_signal=SIGTERM, grace=5))
print(child.process.pid, flush=True)
time.sleep(600)
"""


def program(code: str, *, grace: float = 30) -> Program:
    command = [sys.executable, "-c", code]
    return Program(name="test", command=command, stop_signal=signal.SIGTERM, grace=grace)


def test_a_child_ends_by_its_stop_signal():
    child = Child(program(SLEEP))
    eventually(lambda: "launcher" not in Path(f"/proc/{child.process.pid}/cmdline").read_text())
    assert child.stop() == -signal.SIGTERM


def test_a_child_that_ignores_its_stop_signal_is_killed(tmp_path):
    with (tmp_path / "output").open("wb") as output:
        child = Child(program(DEAF, grace=0.2), output=output)
    eventually(lambda: (tmp_path / "output").stat().st_size > 0)
    assert child.stop() == -signal.SIGKILL


def test_what_a_child_started_ends_with_it(tmp_path):
    with (tmp_path / "output").open("wb") as output:
        child = Child(program(WITH_CHILD), output=output)
    eventually(lambda: (tmp_path / "output").read_text().endswith("\n"))
    below = int((tmp_path / "output").read_text())
    child.stop()
    eventually(lambda: not is_running(below))


def test_a_child_has_a_process_group_of_its_own():
    child = Child(program(SLEEP))
    assert os.getpgid(child.process.pid) == child.process.pid
    child.stop()


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a process of its parent's end"
)
def test_a_child_ends_when_its_starter_is_killed():
    command = [sys.executable, "-c", HOLD_CHILD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
    eventually(lambda: not is_running(child))


def test_a_child_heeds_the_interrupt_that_a_shell_had_it_ignore():
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = [sys.executable, "-c", "import signal; print(signal.getsignal(signal.SIGINT))"]
        sleeper = Program(name="test", command=command, stop_signal=signal.SIGINT, grace=5)
        result = subprocess.run(
            sleeper.launch_command(), capture_output=True, text=True, check=True
        )
    finally:
        signal.signal(signal.SIGINT, previous)
    assert result.stdout == "<built-in function default_int_handler>\n"


def test_a_process_that_ended_is_not_alive():
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    assert not is_alive(ended.pid)


@pytest.mark.parametrize("pid", [1, os.getpid()], ids=["root's", "ours"])
def test_a_running_process_is_alive_whoever_owns_it(pid):
    assert is_alive(pid)


def test_a_lock_excludes_others_and_names_its_holder(tmp_path):
    with exclusive(tmp_path / "lock"):
        with pytest.raises(AlreadyLocked) as caught, exclusive(tmp_path / "lock"):
            pass
        assert caught.value.holder == os.getpid()


def test_a_lock_is_free_after_its_block(tmp_path):
    with exclusive(tmp_path / "lock"):
        pass
    with exclusive(tmp_path / "lock"):
        pass


def test_a_child_that_inherits_the_lock_holds_it(tmp_path):
    with exclusive(tmp_path / "lock") as descriptor:
        child = Child(program(SLEEP), keep_open=[descriptor])
    with pytest.raises(AlreadyLocked), exclusive(tmp_path / "lock"):
        pass
    child.stop()
    with exclusive(tmp_path / "lock"):
        pass
