import fcntl
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from execution.engine.git import clones
from execution.engine.git.checkouts import Checkouts
from execution.engine.git.exceptions import (
    NoSuchBranch,
    RepositoryBusy,
    Stopped,
    WorktreeTaken,
)
from execution.engine.git.remotes import Remote
from tests.git_remotes import git, make_remote

REPOSITORY, ATTEMPT = uuid4(), uuid4()


def refreshed(checkouts, remote, **options):
    return checkouts.refreshed(
        REPOSITORY, Remote(clone_url=remote.url, default_branch="main"), **options
    )


def left_of_worktrees(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "work" / "worktrees").iterdir())


def test_refreshing_again_follows_the_remote(checkouts, remote):
    first = refreshed(checkouts, remote).base_of("main")
    newest = remote.commit_on("main", {"new.txt": "1\n"})
    assert refreshed(checkouts, remote).base_of("main") == newest != first


def test_branch_that_is_gone_from_the_remote_is_gone(checkouts, remote):
    remote.commit_on("old", {"a": "1\n"})
    refreshed(checkouts, remote)
    git(remote.path, "branch", "-D", "old")
    remote.commit_on("old/new", {"a": "1\n"})
    with pytest.raises(NoSuchBranch) as raised:
        refreshed(checkouts, remote).base_of("old")
    assert raised.value.branches == ("main", "old/new")


def test_missing_branch_says_which_there_are(checkout, remote):
    with pytest.raises(NoSuchBranch) as raised:
        checkout.base_of("master")
    assert str(raised.value) == (
        f"The repository {remote.url} has no branch master: set the default branch to one of main."
    )


def test_empty_repository_says_what_to_do(checkouts, tmp_path):
    empty = make_remote(tmp_path / "empty.git", files=None)
    with pytest.raises(NoSuchBranch) as raised:
        refreshed(checkouts, empty).base_of("main")
    assert str(raised.value) == (
        f"The repository {empty.url} is empty: push a first commit to its branch main."
    )


def test_new_address_of_a_repository_is_followed(checkouts, remote, tmp_path):
    refreshed(checkouts, remote)
    moved = make_remote(tmp_path / "moved.git", files={"moved.txt": "1\n"})
    assert refreshed(checkouts, moved).base_of("main") == moved.branches["main"]


def test_half_made_clone_is_replaced(checkouts, remote, tmp_path):
    half = tmp_path / "work" / "repositories" / f"{REPOSITORY}.new"
    (half / "objects").mkdir(parents=True)
    (half / "HEAD.lock").touch()
    assert refreshed(checkouts, remote).base_of("main") == remote.branches["main"]
    assert not half.exists()


@pytest.mark.parametrize(
    "name", ["packed-refs.lock", "refs/remotes/origin/main.lock", "HEAD.lock", "config.lock"]
)
def test_locks_of_a_killed_git_are_removed(checkouts, remote, tmp_path, name):
    refreshed(checkouts, remote)
    lock = tmp_path / "work" / "repositories" / f"{REPOSITORY}.git" / name
    lock.touch()
    newest = remote.commit_on("main", {"new.txt": "1\n"})
    assert refreshed(checkouts, remote).base_of("main") == newest
    assert not lock.exists()


def test_half_fetched_packs_are_removed(checkouts, remote, tmp_path):
    refreshed(checkouts, remote)
    packs = tmp_path / "work" / "repositories" / f"{REPOSITORY}.git" / "objects" / "pack"
    (packs / "tmp_pack_abc").write_bytes(b"PACK")
    refreshed(checkouts, remote)
    assert not (packs / "tmp_pack_abc").exists()


def test_many_packs_become_few_and_keep_all_they_have(checkouts, remote, tmp_path, monkeypatch):
    monkeypatch.setattr(clones, "MOST_PACKS", 2)
    packs = tmp_path / "work" / "repositories" / f"{REPOSITORY}.git" / "objects" / "pack"
    bases = []
    for number in range(3):
        files = {f"{number}/{name}.txt": f"{number} {name}\n" for name in range(4)}
        remote.commit_on("main", files)
        bases.append(refreshed(checkouts, remote).base_of("main"))
        git(packs, "-C", "../..", "repack", "-q")
    remote.commit_on("main", {"last.txt": "1\n"})
    checkout = refreshed(checkouts, remote)
    assert len(list(packs.glob("*.pack"))) <= 2
    assert [base for base in bases if not checkout.has_commit(base)] == []


def test_clone_that_stays_in_use_is_said(remote, tmp_path):
    hasty = Checkouts(tmp_path / "work", timeout=0.1)
    lock = tmp_path / "work" / "repositories" / f"{REPOSITORY}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RepositoryBusy):
            refreshed(hasty, remote)


def test_wait_for_a_clone_can_be_stopped(checkouts, remote, tmp_path):
    stop = Event()
    stop.set()
    lock = tmp_path / "work" / "repositories" / f"{REPOSITORY}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Stopped):
            refreshed(checkouts, remote, stop=stop)


def test_worktree_is_a_git_worktree_on_its_branch(checkout):
    base = checkout.base_of("main")
    with checkout.worktree(ATTEMPT, "mason/x", base) as worktree:
        assert (worktree.path / "README.md").read_text() == "# Example\n"
        assert git(worktree.path, "symbolic-ref", "HEAD") == "refs/heads/mason/x"
        assert git(worktree.path, "rev-parse", "HEAD") == base
        assert git(worktree.path, "status", "--porcelain") == ""
        assert f"worktree {worktree.path}" in git(worktree.path, "worktree", "list", "--porcelain")


@pytest.mark.parametrize("error", [None, RuntimeError])
def test_nothing_is_left_of_a_worktree_after_its_block(checkout, tmp_path, error):
    try:
        with checkout.worktree(ATTEMPT, "mason/x", checkout.base_of("main")) as worktree:
            (worktree.path / "read-only").mkdir()
            (worktree.path / "read-only" / "file").touch()
            (worktree.path / "read-only").chmod(0o500)
            if error:
                raise error
    except RuntimeError:
        pass
    assert left_of_worktrees(tmp_path) == []


def test_commit_outlives_its_worktree(checkout, author, remote):
    with checkout.worktree(ATTEMPT, "mason/x", checkout.base_of("main")) as worktree:
        (worktree.path / "new.txt").write_text("1\n")
        commit = worktree.commit("Add", author)
    assert checkout.has_commit(commit)
    checkout.push("mason/x", commit)
    assert remote.branches["mason/x"] == commit


def test_unknown_commit_is_not_there(checkout):
    assert not checkout.has_commit("0" * 40)


def test_worktree_in_use_is_taken(checkout):
    base = checkout.base_of("main")
    with (
        checkout.worktree(ATTEMPT, "mason/x", base) as worktree,
        pytest.raises(WorktreeTaken),
        checkout.worktree(ATTEMPT, "mason/x", base),
    ):
        pytest.fail("two have it")
    assert not worktree.path.exists()


def test_what_an_earlier_start_left_is_replaced(checkout, tmp_path):
    left = tmp_path / "work" / "worktrees" / str(ATTEMPT) / "checkout"
    left.mkdir(parents=True)
    (left / "leftover.txt").touch()
    with checkout.worktree(ATTEMPT, "mason/x", checkout.base_of("main")) as worktree:
        assert sorted(path.name for path in worktree.path.iterdir()) == [".git", "README.md", "src"]


def test_what_nobody_holds_is_removed(checkouts, checkout, tmp_path):
    worktrees = tmp_path / "work" / "worktrees"
    dead, locked_only = sorted((uuid4(), uuid4()))
    (worktrees / str(dead) / "checkout").mkdir(parents=True)
    (worktrees / f"{dead}.lock").touch()
    (worktrees / f"{locked_only}.lock").touch()
    (worktrees / "notes").touch()
    with checkout.worktree(ATTEMPT, "mason/x", checkout.base_of("main")) as worktree:
        assert checkouts.left() == sorted((dead, locked_only, ATTEMPT))
        assert [checkouts.remove(one) for one in (dead, locked_only, ATTEMPT)] == [
            True,
            True,
            False,
        ]
        assert (worktree.path / "README.md").exists()
        assert left_of_worktrees(tmp_path) == sorted([str(ATTEMPT), f"{ATTEMPT}.lock", "notes"])
    assert checkouts.left() == []


def test_agent_that_prunes_and_rewrites_leaves_the_clone_and_others_alone(checkout, author):
    base = checkout.base_of("main")
    with (
        checkout.worktree(uuid4(), "mason/a", base) as vandal,
        checkout.worktree(uuid4(), "mason/b", base) as other,
    ):
        (other.path / "new.txt").write_text("1\n")
        commit = other.commit("Add", author)
        git(vandal.path, "config", "core.hooksPath", "/nowhere")
        git(vandal.path, "config", "user.name", "Vandal")
        git(vandal.path, "checkout", "-q", "--orphan", "void")
        git(vandal.path, "gc", "--quiet", "--prune=now")
        assert checkout.has_commit(commit)
        assert git(other.path, "rev-parse", "HEAD") == base
        assert "vandal" not in git(other.path, "config", "--list").lower()


def test_remote_is_shown_without_secrets():
    remote = Remote(clone_url="https://user:pw@example.org/x", default_branch="main", token="T0ken")
    assert repr(remote) == "Remote(https://[redacted]@example.org/x, main)"
