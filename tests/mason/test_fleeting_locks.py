import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from mason.processes.locks import AlreadyLocked, exclusive, fleeting


def test_file_is_there_only_while_the_lock_is_held(tmp_path):
    path = tmp_path / "lock"
    with fleeting(path):
        assert path.exists()
    assert not path.exists()


def test_lock_that_is_held_is_not_given_and_its_file_stays(tmp_path):
    path = tmp_path / "lock"
    with exclusive(path):
        with pytest.raises(AlreadyLocked), fleeting(path):
            pytest.fail("two have it")
        assert path.exists()


def test_lock_ends_with_the_block_though_a_child_has_inherited_it(tmp_path):
    path = tmp_path / "lock"
    with fleeting(path) as descriptor:
        command = [sys.executable, "-c", "input()"]
        child = subprocess.Popen(command, pass_fds=[descriptor], stdin=subprocess.PIPE)
    with fleeting(path):
        child.communicate(b"\n")


def test_no_two_have_it_at_once(tmp_path):
    """Each holder takes the file away while others are about to lock it."""
    path, inside = tmp_path / "lock", []

    def hold_often(_):
        doubles = 0
        for _ in range(500):
            try:
                with fleeting(path):
                    inside.append(1)
                    doubles += len(inside) > 1
                    inside.pop()
            except AlreadyLocked:
                continue
        return doubles

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(hold_often, range(4))) == 0
