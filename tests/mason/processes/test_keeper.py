"""Nothing that came of a program outlives it, or us."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mason.processes.bounded import KEEPER, Ending, ProgramRunner
from tests.mason.processes.programs import DAEMON, daemon, written_id
from tests.processes import ROOT, eventually, is_running

PARENT = f"""
import sys, threading
sys.path.insert(0, {str(ROOT)!r})
from mason.processes.bounded import BoundedProgram, ProgramRunner
runner = ProgramRunner()
def run(file):
    command = [sys.executable, "-c", {DAEMON!r}, file, "deaf", "stay"]
    runner.run(BoundedProgram(command=command, folder=None, environment={{}}, timeout=600))
for file in sys.argv[1:]:
    threading.Thread(target=run, args=(file,)).start()
"""
"""Runs a program for each of its files, all at once."""


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_daemon_ends_with_the_program_that_left_it(tmp_path):
    outcome = ProgramRunner().run(daemon(tmp_path / "id"))
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 0)
    assert not is_running(written_id(tmp_path / "id"))


def test_a_daemon_that_ignores_being_asked_is_killed(tmp_path):
    assert ProgramRunner().run(daemon(tmp_path / "id", "deaf")).was_successful
    assert not is_running(written_id(tmp_path / "id"))


def test_a_daemon_ends_when_its_program_is_stopped(tmp_path):
    runner = ProgramRunner()
    with ThreadPoolExecutor() as pool:
        future = pool.submit(runner.run, daemon(tmp_path / "id", "stay"))
        pid = written_id(tmp_path / "id")
        runner.stop()
        assert future.result().ending == Ending.STOPPED
    assert not is_running(pid)


def test_daemons_end_when_who_asked_for_them_is_killed(tmp_path):
    files = [tmp_path / "first", tmp_path / "second"]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *map(str, files)])
    pids = [written_id(file) for file in files]
    keepers = [parent_of(pid) for pid in pids]
    parent.kill()
    parent.wait()
    eventually(lambda: not any(is_running(pid) for pid in (*pids, *keepers)))


def test_a_program_is_killed_with_its_keeper(tmp_path):
    with ThreadPoolExecutor() as pool:
        future = pool.submit(ProgramRunner().run, daemon(tmp_path / "id", "stay"))
        left = written_id(tmp_path / "id")
        keeper = parent_of(left)
        (program,) = set(children_of(keeper)) - {left}
        os.kill(keeper, signal.SIGKILL)
        outcome = future.result()
    os.kill(left, signal.SIGKILL)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, -signal.SIGKILL)
    eventually(lambda: not is_running(program))


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_keeper_that_is_asked_to_end_ends_all_first(tmp_path):
    with ThreadPoolExecutor() as pool:
        future = pool.submit(ProgramRunner().run, daemon(tmp_path / "id", "stay"))
        pid = written_id(tmp_path / "id")
        os.kill(parent_of(pid), signal.SIGTERM)
        assert future.result().exit_code == -signal.SIGTERM
    assert not is_running(pid)


def test_a_keeper_that_stands_still_holds_nobody_up(tmp_path, monkeypatch):
    monkeypatch.setattr("mason.processes.bounded._KEEPERS_SECONDS", 0.2)
    runner = ProgramRunner()
    with ThreadPoolExecutor() as pool:
        future = pool.submit(runner.run, daemon(tmp_path / "id", "stay"))
        left = written_id(tmp_path / "id")
        os.kill(parent_of(left), signal.SIGSTOP)
        runner.stop()
        outcome = future.result()
    os.kill(left, signal.SIGKILL)
    assert (outcome.ending, outcome.exit_code) == (Ending.STOPPED, -signal.SIGKILL)


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [("exit 7", 7, b"exited 7\n"), ("kill -USR1 $$", 138, b"exited -10\n")],
)
def test_a_keeper_reports_and_ends_with_the_programs_code(script, code, told):
    lifeline, held = os.pipe()
    report, telling = os.pipe()
    command = [*KEEPER, str(lifeline), str(telling), "2", "", "sh", "-c", script]
    assert subprocess.run(command, pass_fds=(lifeline, telling), check=False).returncode == code
    assert os.read(report, 100) == told
    for descriptor in (lifeline, held, report, telling):
        os.close(descriptor)
