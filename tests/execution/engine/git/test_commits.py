import os
from pathlib import Path
from uuid import uuid4

import pytest

from execution.engine.git.exceptions import ForbiddenFiles, GitError, NothingChanged
from execution.engine.git.remotes import Remote
from execution.engine.git.worktrees import Author
from tests.git_remotes import git


def agent(worktree, *arguments):
    return git(worktree.path, *arguments)


def push(checkout, worktree, author, message="Add"):
    commit = worktree.commit(message, author)
    checkout.push(worktree.branch, commit)
    return commit


def test_everything_becomes_one_commit_on_the_base(checkout, worktree, author, remote):
    for name in ("first", "second"):
        (worktree.path / f"{name}.txt").write_text(f"{name}\n")
        agent(worktree, "add", ".")
        agent(worktree, "commit", "-qm", f"the agent's {name}")
    (worktree.path / "README.md").unlink()
    commit = push(checkout, worktree, author, "Add two\n\nAnd the reason.\n")
    assert remote.branches["mason/work"] == commit
    assert remote.log("mason/work", "%P|%an|%ae|%cn|%s|%b") == [
        f"{worktree.base}|Mason|mason@example.org|Mason|Add two|And the reason.",
        "",
        "|Ada|ada@example.org|Ada|First|",
    ]
    assert remote.files("mason/work") == {
        "first.txt": "first",
        "second.txt": "second",
        "src/app.py": "one\ntwo\nthree",
    }


def test_names_of_any_bytes_are_committed(checkout, worktree, author, remote):
    names = {b'a "quoted" name', b"line\nbreak", b"\xff\xfe"}
    for name in names:
        (worktree.path / os.fsdecode(name)).write_text("1\n")
    push(checkout, worktree, author)
    assert names < {os.fsencode(path) for path in remote.files("mason/work")}


def test_commit_after_changes_were_watched_holds_the_content(checkout, worktree, author, remote):
    (worktree.path / "new.txt").write_text("watched\n")
    worktree.changes()
    push(checkout, worktree, author)
    assert remote.text("mason/work", "new.txt") == "watched"


def test_nothing_to_commit_is_refused(worktree, author):
    (worktree.path / "new.txt").write_text("1\n")
    agent(worktree, "add", ".")
    agent(worktree, "commit", "-qm", "add")
    (worktree.path / "new.txt").unlink()
    with pytest.raises(NothingChanged):
        worktree.commit("Nothing", author)


def test_forbidden_files_are_refused_and_all_named(worktree, author):
    (worktree.path / ".env").write_text("A=1\n")
    (worktree.path / ".github" / "workflows").mkdir(parents=True)
    (worktree.path / ".github" / "workflows" / "ci.yml").write_text("on: push\n")
    (worktree.path / "fine.txt").write_text("1\n")
    (worktree.path / "passwd-link").symlink_to("/etc/passwd")
    (worktree.path / "inner.txt").symlink_to("fine.txt")
    with pytest.raises(ForbiddenFiles) as raised:
        worktree.commit("Forbidden", author)
    assert raised.value.reasons == {
        ".env": "a file of environment variables",
        ".github/workflows/ci.yml": "a workflow of GitHub Actions",
        "passwd-link": "a symbolic link to an absolute path",
    }
    assert str(raised.value) == (
        "Files that must not be changed were changed: .env (a file of environment variables),"
        " .github/workflows/ci.yml (a workflow of GitHub Actions),"
        " passwd-link (a symbolic link to an absolute path)."
    )


def test_forbidden_file_that_the_agent_committed_and_took_back_is_no_fault(
    checkout, worktree, author, remote
):
    (worktree.path / ".env").write_text("SECRET=1\n")
    agent(worktree, "add", ".")
    agent(worktree, "commit", "-qm", "add")
    (worktree.path / ".env").unlink()
    (worktree.path / "new.txt").write_text("1\n")
    push(checkout, worktree, author)
    assert remote.log("mason/work") == ["Add", "First"]
    assert ".env" not in remote.files("mason/work")


@pytest.mark.parametrize("how", ["unlink", "rename"])
def test_deleting_or_renaming_a_forbidden_file_is_refused(checkouts, remote, author, how):
    base = remote.commit_on("main", {".env": "A=1\n"})
    fresh = checkouts.refreshed(uuid4(), Remote(clone_url=remote.url, default_branch="main"))
    with fresh.worktree(uuid4(), "mason/x", base) as worktree:
        file = worktree.path / ".env"
        file.unlink() if how == "unlink" else file.rename(worktree.path / "environment.txt")
        with pytest.raises(ForbiddenFiles) as raised:
            worktree.commit("Remove", author)
    assert list(raised.value.reasons) == [".env"]


def test_repository_within_is_refused(worktree, author):
    (worktree.path / "inner").mkdir()
    git(worktree.path / "inner", "init", "--quiet")
    (worktree.path / "inner" / "file").write_text("1\n")
    with pytest.raises(ForbiddenFiles, match=r"inner \(a repository of its own\)"):
        worktree.commit("Nested", author)


def test_submodule_that_the_agent_staged_is_refused(worktree, author):
    head = agent(worktree, "rev-parse", "HEAD")
    (worktree.path / "inner").mkdir()
    git(worktree.path / "inner", "init", "--quiet")
    git(worktree.path / "inner", "commit", "--quiet", "--allow-empty", "-m", "x")
    agent(worktree, "update-index", "--add", "--cacheinfo", f"160000,{head},inner")
    with pytest.raises(ForbiddenFiles, match=r"inner \(a repository of its own\)"):
        worktree.commit("Submodule", author)


def test_file_with_a_name_of_gits_own_in_other_letters_is_refused(worktree, author):
    (worktree.path / "sub" / ".GIT").mkdir(parents=True)
    (worktree.path / "sub" / ".GIT" / "config").write_text("1\n")
    with pytest.raises(ForbiddenFiles, match=r"sub/.GIT/config \(git's own files\)"):
        worktree.commit("Sneak", author)


def test_message_of_many_forbidden_files_names_twenty(worktree, author):
    (worktree.path / "node_modules").mkdir()
    for number in range(25):
        (worktree.path / "node_modules" / f"{number:02}.js").write_text("1\n")
    with pytest.raises(ForbiddenFiles) as raised:
        worktree.commit("Packages", author)
    assert str(raised.value).endswith("node_modules/19.js (an installed package) and 5 more.")


def test_programs_in_the_agents_configuration_and_hooks_do_not_run(
    checkout, worktree, author, remote, tmp_path
):
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $0 >> {ran}\ncat\n")
    program.chmod(0o755)
    folder = Path(agent(worktree, "rev-parse", "--git-common-dir"))
    settings = {
        "core.hooksPath": str(tmp_path / "hooks"),
        "core.fsmonitor": str(program),
        "core.editor": str(program),
        "core.sshCommand": str(program),
        "credential.helper": str(program),
        "filter.evil.clean": str(program),
        "filter.evil.smudge": str(program),
        "filter.evil.required": "true",
        "diff.external": str(program),
        "diff.evil.textconv": str(program),
        "diff.evil.command": str(program),
        "gpg.program": str(program),
        "commit.gpgSign": "true",
        f"url.{tmp_path}/elsewhere/.insteadOf": remote.url,
    }
    for key, value in settings.items():
        agent(worktree, "config", key, value)
    for hooks in (tmp_path / "hooks", folder / "hooks"):
        hooks.mkdir()
        for name in ("pre-commit", "post-checkout", "reference-transaction", "pre-push"):
            (hooks / name).symlink_to(program)
    (worktree.path / ".gitattributes").write_text("* filter=evil diff=evil\n")
    (worktree.path / "new.txt").write_text("1\n")
    assert [file.path for file in worktree.changes().files] == [".gitattributes", "new.txt"]
    push(checkout, worktree, author)
    assert remote.text("mason/work", "new.txt") == "1"
    assert not ran.exists()
    agent(worktree, "status")
    assert ran.exists()  # it does run for the agent itself


def test_commit_needs_somebody_it_is_by(worktree):
    (worktree.path / "new.txt").write_text("1\n")
    with pytest.raises(GitError, match="empty ident name"):
        worktree.commit("Add", Author(name="", email="mason@example.org"))


def test_vanished_worktree_is_said(worktree, author):
    worktree.path.rename(worktree.path.with_name("moved"))
    with pytest.raises(GitError, match="is gone: git can't work there"):
        worktree.commit("Add", author)
