import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from execution.engine.git.checkouts import Checkout, Checkouts
from execution.engine.git.remotes import Remote
from execution.engine.git.worktrees import Author
from tests.git_remotes import GitRemote, make_remote

AUTHOR = Author(name="Mason", email="mason@example.org")


@pytest.fixture
def author() -> Author:
    return AUTHOR


@pytest.fixture(scope="session")
def first_remote(tmp_path_factory: pytest.TempPathFactory) -> GitRemote:
    """What `remote` is a copy of: making one takes many processes."""
    return make_remote(tmp_path_factory.mktemp("git") / "first.git")


@pytest.fixture
def remote(first_remote: GitRemote, tmp_path: Path) -> GitRemote:
    return GitRemote(shutil.copytree(first_remote.path, tmp_path / "a remote.git"))


@pytest.fixture
def checkouts(tmp_path: Path) -> Checkouts:
    return Checkouts(tmp_path / "work", timeout=60)


@pytest.fixture
def checkout(checkouts: Checkouts, remote: GitRemote) -> Checkout:
    return checkouts.refreshed(uuid4(), Remote(clone_url=remote.url, default_branch="main"))


@pytest.fixture
def worktree(checkout: Checkout):
    with checkout.worktree(uuid4(), "mason/work", checkout.base_of("main")) as worktree:
        yield worktree
