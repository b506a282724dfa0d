"""What the folder of executions knows of this machine's attempts, and how it is cleaned."""

import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID, uuid4

from execution.engine.agents import ATTEMPT_VARIABLE, MACHINE_VARIABLE
from execution.engine.machine import Machine
from tests.processes import is_running


def program_of(stack: ExitStack, machine: Machine, attempt: UUID | str) -> subprocess.Popen[bytes]:
    """A program that runs for an attempt, killed in the end at the latest."""
    mark = {ATTEMPT_VARIABLE: str(attempt), MACHINE_VARIABLE: str(machine.name)}
    process = subprocess.Popen(["sleep", "600"], env=os.environ | mark)
    stack.enter_context(process)
    stack.callback(process.kill)
    return process


def test_a_folder_keeps_its_name_and_others_have_another(tmp_path: Path) -> None:
    first = Machine(tmp_path / "first")
    assert Machine(tmp_path / "first").name == first.name
    assert Machine(tmp_path / "second").name != first.name


def test_cleaning_ends_what_runs_for_attempts_that_nobody_holds(tmp_path: Path) -> None:
    here, there = Machine(tmp_path / "here"), Machine(tmp_path / "there")
    held, dead = uuid4(), uuid4()
    with ExitStack() as stack:
        left = program_of(stack, here, dead)
        spared = [program_of(stack, here, held), program_of(stack, there, dead)]
        spared.append(program_of(stack, here, "nothing of ours"))
        assert stack.enter_context(here.holding(held))
        Machine(tmp_path / "here").clean()
        assert left.wait() == -signal.SIGKILL
        assert all(is_running(process.pid) for process in spared)


def test_cleaning_removes_the_locks_of_the_dead(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    held, dead = uuid4(), uuid4()
    with machine.holding(held):
        abandoned = tmp_path / "attempts" / f"{dead}.lock"
        abandoned.write_text("1")
        Machine(tmp_path).clean()
        assert [path.stem for path in (tmp_path / "attempts").iterdir()] == [str(held)]
        assert machine.is_dead(dead)
        assert not machine.is_dead(held)


def test_the_worktree_of_an_attempt_stays_while_its_start_hasnt_come_to_it(tmp_path: Path) -> None:
    machine, attempt = Machine(tmp_path), uuid4()
    worktree = tmp_path / "worktrees" / str(attempt)
    worktree.mkdir()
    with Machine(tmp_path).holding(attempt):
        machine.clean()
        assert worktree.is_dir()
    machine.clean()
    assert not worktree.exists()
