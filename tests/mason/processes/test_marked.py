"""What a killed Mason left behind, found by its mark."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from mason.processes.marked import end_marked, marks
from tests.processes import ROOT, eventually, is_running

MARK = f"MASON_TEST_{os.getpid()}"
SWEEP = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from mason.processes.marked import end_marked
print(end_marked({MARK!r}, lambda value: True))
"""


def marked(stack, value, *, script="exec sleep 600", others=None):
    """A running process with the mark, killed in the end at the latest."""
    process = stack.enter_context(
        subprocess.Popen(
            ["sh", "-c", f"echo; {script}"],
            env=os.environ | {MARK: value} | (others or {}),
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    stack.callback(process.kill)
    assert process.stdout.readline() == "\n"
    return process


def test_leftovers_are_killed_and_named():
    with ExitStack() as stack:
        old, current = marked(stack, "1"), marked(stack, "11")
        assert end_marked(MARK, lambda value: value == "1") == [old.pid]
        assert old.wait() == -signal.SIGKILL
        assert is_running(current.pid)


def test_what_a_leftover_started_is_killed_too():
    with ExitStack() as stack:
        process = marked(stack, "2", script="setsid sleep 600 & echo $!; wait")
        daemon = int(process.stdout.readline())
        assert set(end_marked(MARK, lambda value: value == "2")) == {process.pid, daemon}
        eventually(lambda: not is_running(daemon))


def test_another_variable_is_no_mark():
    with ExitStack() as stack:
        process = marked(stack, "3")
        assert end_marked(MARK[:-1], bool) == []
        assert end_marked(f"X{MARK}", bool) == []
        assert is_running(process.pid)


def test_who_sweeps_is_spared():
    environment = os.environ | {MARK: "4"}
    swept = subprocess.run(
        [sys.executable, "-c", SWEEP], env=environment, capture_output=True, text=True, check=True
    )
    assert swept.stdout == "[]\n"


def test_only_what_has_the_other_variables_too_is_killed():
    beside = f"{MARK}_BESIDE"
    with ExitStack() as stack:
        ours = marked(stack, "4", others={beside: "here"})
        theirs = marked(stack, "4", others={beside: "there"})
        plain = marked(stack, "4")
        assert end_marked(MARK, bool, beside={beside: "here"}) == [ours.pid]
        assert is_running(theirs.pid)
        assert is_running(plain.pid)


def test_the_values_of_marks_are_told():
    beside = f"{MARK}_BESIDE"
    with ExitStack() as stack:
        marked(stack, "5", others={beside: "here"})
        marked(stack, "6", others={beside: "there"})
        assert marks(MARK) == {"5", "6"}
        assert marks(MARK, beside={beside: "there"}) == {"6"}
