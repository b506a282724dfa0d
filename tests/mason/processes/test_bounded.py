"""Outside programs, run to their end."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mason.processes.bounded import CannotStart, Ending, Outcome, ProgramRunner
from tests.mason.processes.programs import ENVIRONMENT, program, shell, written_id
from tests.processes import eventually, is_running


def run(one, **values):
    return ProgramRunner().run(one, **values)


@contextmanager
def running(runner, one):
    """The future of a program's outcome, while it runs in another thread."""
    with ThreadPoolExecutor() as pool:
        try:
            yield pool.submit(runner.run, one)
        finally:
            runner.stop()


def sleeper(file, **values):
    """One that writes its id into the file, then does nothing for long."""
    return shell(f"echo $$ > '{file}.new'; mv '{file}.new' '{file}'; exec sleep 600", **values)


def test_it_tells_what_a_program_wrote_and_its_code():
    outcome = run(shell("echo said; echo moaned >&2; exit 3"))
    assert outcome == Outcome(ending=Ending.EXITED, exit_code=3, output="said\n", errors="moaned\n")


def test_a_signal_is_a_negative_code():
    outcome = run(shell("kill -USR1 $$"))
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, -signal.SIGUSR1)


@pytest.mark.parametrize(
    ("ending", "code", "successful"),
    [(Ending.EXITED, 0, True), (Ending.EXITED, 1, False), (Ending.STOPPED, 0, False)],
)
def test_only_who_ends_by_itself_with_0_is_successful(ending, code, successful):
    outcome = Outcome(ending=ending, exit_code=code, output="", errors="")
    assert outcome.was_successful == successful


def test_the_question_is_on_standard_input():
    question = "Why?\n" * 100_000
    assert run(program("cat", question=question)).output == question


def test_what_is_not_utf_8_is_replaced():
    assert run(shell(r"cat; printf '\377'", question="a\ud800")).output == "a?\ufffd"


@pytest.mark.parametrize("more", [{}, {"LC_CTYPE": "C"}, {"MARK": "é"}])
def test_a_program_gets_the_environment_that_is_given_and_nothing_else(more):
    outcome = run(program("env", environment=ENVIRONMENT | more))
    assert dict(line.split("=", 1) for line in outcome.output.splitlines()) == ENVIRONMENT | more


def test_a_program_works_in_its_folder(tmp_path):
    assert run(program("pwd", folder=tmp_path)).output == f"{tmp_path}\n"


def test_a_program_has_no_open_files_but_three():
    the_folder_itself = "3"
    outcome = run(program("ls", "/proc/self/fd"))
    assert outcome.output.split() == ["0", "1", "2", the_folder_itself]


def test_a_program_ignores_and_blocks_no_signals():
    outcome = run(program("grep", "-E", "SigIgn|SigBlk", "/proc/self/status"))
    _, blocked, _, ignored = outcome.output.split()
    # Without 32 and 33, the C library's own, which it blocks for moments, and ignores.
    assert [int(masks, 16) & ~(3 << 31) for masks in (blocked, ignored)] == [0, 0]


def test_a_terminals_signals_spare_a_program_and_its_keeper(tmp_path):
    runner = ProgramRunner()
    with running(runner, sleeper(tmp_path / "id")):
        pid = written_id(tmp_path / "id")
        assert os.getsid(pid) != os.getsid(0)
        assert os.getpgid(pid) == pid != os.getsid(pid)


def test_what_is_too_slow_is_ended_and_what_it_wrote_stays():
    outcome = run(shell("echo said; exec sleep 600", timeout=1.5))
    assert outcome == Outcome(
        ending=Ending.TIMED_OUT, exit_code=-signal.SIGTERM, output="said\n", errors=""
    )


def test_what_ignores_being_asked_is_killed(tmp_path):
    runner = ProgramRunner()
    deaf = shell("trap '' TERM; touch deaf; sleep 600; sleep 600", folder=tmp_path)
    with running(runner, deaf) as future:
        eventually((tmp_path / "deaf").exists)
        runner.stop()
        outcome = future.result()
    assert (outcome.ending, outcome.exit_code) == (Ending.STOPPED, -signal.SIGKILL)


@pytest.mark.parametrize("stream", ["1", "2"])
def test_what_writes_without_end_is_ended(stream):
    outcome = run(shell(f"exec yes >&{stream}", largest_output=1000))
    assert outcome.ending == Ending.TOO_MUCH
    assert len(outcome.output + outcome.errors) == 1000


def test_what_wrote_too_much_before_it_ended_is_told():
    assert run(shell("echo 123456", largest_output=6)).ending == Ending.TOO_MUCH
    assert run(shell("echo 12345", largest_output=6)).ending == Ending.EXITED


def test_a_stop_ends_all_that_runs(tmp_path):
    runner = ProgramRunner()
    first, second = (sleeper(tmp_path / name) for name in "ab")
    with running(runner, first) as a, running(runner, second) as b:
        pids = [written_id(tmp_path / name) for name in "ab"]
        runner.stop()
        runner.stop()
        outcomes = [a.result(), b.result()]
    assert [one.ending for one in outcomes] == [Ending.STOPPED, Ending.STOPPED]
    assert [one.exit_code for one in outcomes] == [-signal.SIGTERM, -signal.SIGTERM]
    assert [pid for pid in pids if is_running(pid)] == []


def test_a_stop_leaves_the_programs_of_other_runners(tmp_path):
    stopped, other = ProgramRunner(), ProgramRunner()
    with running(stopped, sleeper(tmp_path / "a")) as a, running(other, sleeper(tmp_path / "b")):
        written_id(tmp_path / "a")
        pid = written_id(tmp_path / "b")
        stopped.stop()
        a.result()
        assert is_running(pid)


def test_nothing_is_started_after_a_stop(tmp_path):
    runner = ProgramRunner()
    runner.stop()
    outcome = runner.run(program("touch", str(tmp_path / "started")))
    assert outcome.ending == Ending.STOPPED
    assert list(tmp_path.iterdir()) == []


def test_lines_are_heard_in_order_and_the_last_without_its_end_too():
    heard: list[str] = []
    run(shell(r"seq 1000; printf 'Windows\r\n'; printf last"), heard=heard.extend)
    assert heard == [*map(str, range(1, 1001)), "Windows", "last"]


def test_errors_are_heard_too():
    heard: list[str] = []
    run(shell("echo moaned >&2"), heard=heard.extend)
    assert heard == ["moaned"]


def test_a_line_is_heard_once_it_is_complete_while_the_program_runs(tmp_path):
    heard = []

    def listen(lines):
        heard.append(list(lines))
        (tmp_path / f"heard-{len(heard)}").touch()

    wait = "until [ -e heard-1 ]; do sleep 0.01; done"
    run(shell(f"echo one; printf begun; {wait}; echo ' and ended'", folder=tmp_path), heard=listen)
    assert heard == [["one"], ["begun and ended"]]


def test_what_hearing_raises_ends_the_program():
    def refuse(lines):
        raise RuntimeError(lines[0])

    one = shell("echo $$; exec sleep 600")
    with pytest.raises(RuntimeError) as raised:
        run(one, heard=refuse)
    assert not is_running(int(str(raised.value)))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("no-such-program",), "No such file or directory"),
        (("/etc/passwd",), "Permission denied"),
        (("echo", "a\0b"), "embedded null byte"),
        (("echo", "a" * 200_000), "Argument list too long"),
    ],
)
def test_what_can_not_be_started_is_named_with_the_reason(command, reason):
    with pytest.raises(CannotStart) as refused:
        run(program(*command))
    assert str(refused.value) == f"{command[0].split('/')[-1]} can't be started: {reason}."


def test_a_folder_that_is_not_there_is_named(tmp_path):
    folder = tmp_path / "gone"
    with pytest.raises(CannotStart) as refused:
        run(program("echo", folder=folder))
    assert str(refused.value) == f"echo can't be started in {folder}: No such file or directory."


def test_nothing_stays_open_after_many_runs():
    runner = ProgramRunner()
    runner.run(program("true"))
    before = len(list(Path("/proc/self/fd").iterdir()))
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(runner.run, [program("true")] * 8))
    assert [one.was_successful for one in outcomes] == [True] * 8
    assert len(list(Path("/proc/self/fd").iterdir())) == before
