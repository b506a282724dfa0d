"""The folder of a machine: what dead processes left there goes, and nothing else."""

from uuid import uuid4

from execution.engine.machine import Machine


def test_the_worktree_of_an_attempt_that_is_held_stays_while_its_start_hasnt_come_to_it(tmp_path):
    machine, attempt_id = Machine(tmp_path), uuid4()
    worktree = tmp_path / "worktrees" / str(attempt_id)
    worktree.mkdir()
    with Machine(tmp_path).holding(attempt_id):
        machine.clean()
        assert worktree.is_dir()
    machine.clean()

    assert not worktree.exists()
