"""Several processes on one folder, some of them killed."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from execution.engine.git.checkouts import Checkouts
from execution.engine.git.remotes import Remote
from tests.processes import ROOT, clean_environment, eventually, is_running

REPOSITORY = UUID(int=7)

WORK = f"""
import sys
from pathlib import Path
from uuid import UUID
from execution.engine.git.checkouts import Checkouts
from execution.engine.git.remotes import Remote
from execution.engine.git.worktrees import Author

folder, url, attempt, then = sys.argv[1:]
remote = Remote(clone_url=url, default_branch="main")
checkout = Checkouts(Path(folder), timeout=60).refreshed(UUID(int={REPOSITORY.int}), remote)
branch = f"mason/{{attempt}}"
with checkout.worktree(UUID(attempt), branch, checkout.base_of("main")) as worktree:
    (worktree.path / f"{{attempt}}.txt").write_text("1")
    worktree.changes()
    if then == "wait":
        print("waiting", flush=True)
        sys.stdin.read()
    checkout.push(branch, worktree.commit("Add", Author(name="Mason", email="m@example.org")))
"""


def working(
    folder: Path, url: str, attempt: UUID, then: str = "push", home: Path | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(folder), url, str(attempt), then],
        cwd=ROOT,
        env=clean_environment(**({"HOME": str(home)} if home else {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_work_on_one_repository_at_once(tmp_path, remote):
    attempts = [uuid4() for _ in range(4)]
    started = [working(tmp_path / "work", remote.url, attempt) for attempt in attempts]
    errors = [process.communicate(timeout=60)[1] for process in started]
    assert errors == [""] * 4
    assert set(remote.branches) == {"main", *(f"mason/{attempt}" for attempt in attempts)}
    assert list((tmp_path / "work" / "worktrees").iterdir()) == []


def test_worktree_of_a_killed_process_is_removed_and_made_anew(tmp_path, remote):
    attempt = uuid4()
    checkouts = Checkouts(tmp_path / "work", timeout=60)
    process = working(tmp_path / "work", remote.url, attempt, "wait")
    assert process.stdout.readline() == "waiting\n"
    assert not checkouts.remove(attempt)
    process.kill()
    process.communicate()
    assert checkouts.left() == [attempt]
    assert checkouts.remove(attempt)
    assert list((tmp_path / "work" / "worktrees").iterdir()) == []
    assert working(tmp_path / "work", remote.url, attempt).communicate(timeout=60)[1] == ""
    assert f"mason/{attempt}" in remote.branches


@pytest.mark.parametrize("is_cloned", [False, True])
def test_after_a_kill_in_the_midst_of_a_transfer_the_next_works(tmp_path, remote, is_cloned):
    checkouts = Checkouts(tmp_path / "work", timeout=60)
    source = Remote(clone_url=remote.url, default_branch="main")
    if is_cloned:
        checkouts.refreshed(REPOSITORY, source)
        remote.commit_on("main", {"new.txt": "1\n"})
    started = tmp_path / "started"
    process = working(tmp_path / "work", remote.url, uuid4(), home=hanging(tmp_path, started))
    eventually(started.exists)
    process.kill()
    process.communicate()
    newest = checkouts.refreshed(REPOSITORY, source).base_of("main")
    assert newest == remote.branches["main"]
    assert not is_running(int(started.read_text()))


def hanging(tmp_path: Path, started: Path) -> Path:
    """Make a home in which every transfer hangs; its process number is then in `started`."""
    home, script = tmp_path / "home", tmp_path / "hang"
    home.mkdir()
    script.write_text(
        f"#!/bin/sh\necho $$ > {started}.new; mv {started}.new {started}; exec sleep 99\n"
    )
    script.chmod(0o755)
    (home / ".gitconfig").write_text(f"[uploadpack]\n\tpackObjectsHook = {script}\n")
    return home
