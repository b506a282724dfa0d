import os
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from execution.engine.git.remotes import Remote
from execution.engine.git.worktrees import Author
from tests.git_remotes import git


def lines(worktree):
    return {
        file.path: (file.status, file.added_lines, file.removed_lines)
        for file in worktree.changes().files
    }


def agent(worktree, *arguments):
    return git(worktree.path, *arguments)


def test_untouched_worktree_has_no_changes(worktree):
    assert worktree.changes().files == ()


def test_changes_count_what_is_committed_staged_unstaged_and_untracked(worktree):
    (worktree.path / "committed.txt").write_text("1\n2\n")
    agent(worktree, "add", ".")
    agent(worktree, "commit", "-qm", "the agent's own")
    (worktree.path / "staged.txt").write_text("1\n")
    agent(worktree, "add", ".")
    (worktree.path / "src" / "app.py").write_text("one\n2\nthree\nfour\n")
    (worktree.path / "untracked.txt").write_text("1\n2\n3\n")
    (worktree.path / "README.md").unlink()
    assert lines(worktree) == {
        "README.md": ("D", 0, 1),
        "committed.txt": ("A", 2, 0),
        "src/app.py": ("M", 2, 1),
        "staged.txt": ("A", 1, 0),
        "untracked.txt": ("A", 3, 0),
    }
    changes = worktree.changes()
    assert (changes.lines_added, changes.lines_removed, changes.lines_changed) == (8, 2, 10)


def test_changes_follow_the_files(worktree):
    file = worktree.path / "new.txt"
    file.write_text("1\n")
    assert lines(worktree) == {"new.txt": ("A", 1, 0)}
    file.write_text("1\n2\n")
    assert lines(worktree) == {"new.txt": ("A", 2, 0)}
    file.unlink()
    file.mkdir()
    (file / "inner").write_text("1\n")
    assert lines(worktree) == {"new.txt/inner": ("A", 1, 0)}
    shutil.rmtree(file)
    assert lines(worktree) == {}


def test_change_of_the_same_size_in_the_second_of_the_checkout_is_seen(worktree):
    file = worktree.path / "src" / "app.py"
    before = file.stat()
    file.write_text("ONE\ntwo\nthree\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lines(worktree) == {"src/app.py": ("M", 1, 1)}


def test_names_of_any_bytes_are_given(worktree):
    names = {b'a "quoted" name', b"line\nbreak", b"tab\tname", b"\xff\xfe", "é".encode(), b":x"}
    for name in names:
        (worktree.path / os.fsdecode(name)).write_text("1\n")
    assert {os.fsencode(path) for path in lines(worktree)} == names


def test_binary_file_has_no_lines(worktree):
    (worktree.path / "image").write_bytes(b"\0\1\n" * 9)
    (change,) = worktree.changes().files
    assert (change.binary, change.added_lines, change.removed_lines) == (True, 0, 0)


def test_ignored_files_do_not_count_unless_the_agent_added_them(worktree):
    (worktree.path / ".gitignore").write_text("*.out\n")
    (worktree.path / "ignored.out").write_text("1\n")
    (worktree.path / "added.out").write_text("1\n")
    agent(worktree, "add", "--force", "added.out")
    assert sorted(lines(worktree)) == [".gitignore", "added.out"]


def test_files_that_the_agent_excludes_for_itself_do_not_count(worktree):
    info = Path(agent(worktree, "rev-parse", "--git-common-dir")) / "info"
    info.mkdir()
    (info / "exclude").write_text("/notes.txt\n")
    (worktree.path / "notes.txt").write_text("1\n")
    assert lines(worktree) == {}


def test_file_that_the_agent_gave_up_and_ignores_counts_as_deleted(worktree):
    (worktree.path / ".gitignore").write_text("src/\n")
    agent(worktree, "rm", "-rq", "--cached", "src")
    assert lines(worktree) == {".gitignore": ("A", 1, 0), "src/app.py": ("D", 0, 3)}


def test_link_and_executable_are_changes(worktree):
    (worktree.path / "src" / "app.py").chmod(0o755)
    (worktree.path / "README.md").unlink()
    (worktree.path / "README.md").symlink_to("src/app.py")
    modes = {file.path: (file.status, file.mode) for file in worktree.changes().files}
    assert modes == {"src/app.py": ("M", 0o100755), "README.md": ("T", 0o120000)}


def test_asking_leaves_the_agents_index_alone(worktree):
    (worktree.path / "new.txt").write_text("1\n")
    (worktree.path / "README.md").write_text("other\n")
    before = agent(worktree, "status", "--porcelain")
    worktree.changes()
    assert agent(worktree, "status", "--porcelain") == before == "M README.md\n?? new.txt"


def test_agent_that_removed_its_git_folder_has_still_changed_files(worktree):
    (worktree.path / ".git").unlink()
    shutil.rmtree(worktree.path.parent / "repository.git")
    (worktree.path / "new.txt").write_text("1\n")
    assert lines(worktree) == {"new.txt": ("A", 1, 0)}


def test_other_repositories_in_it_are_named_whether_they_have_commits_or_not(worktree):
    for name in ("empty", "full"):
        (worktree.path / name).mkdir()
        git(worktree.path / name, "init", "--quiet")
    git(worktree.path / "full", "commit", "--quiet", "--allow-empty", "-m", "x")
    modes = {file.path: file.mode for file in worktree.changes().files}
    assert modes == {"empty": 0o160000, "full": 0o160000}


def test_folder_that_became_a_link_is_seen(worktree):
    (worktree.path / "src").rename(worktree.path / "moved")
    (worktree.path / "src").symlink_to("moved")
    assert lines(worktree) == {
        "moved/app.py": ("A", 3, 0),
        "src": ("A", 1, 0),
        "src/app.py": ("D", 0, 3),
    }


def test_folder_that_became_a_file_is_seen(worktree):
    shutil.rmtree(worktree.path / "src")
    (worktree.path / "src").write_text("1\n")
    assert lines(worktree) == {"src": ("A", 1, 0), "src/app.py": ("D", 0, 3)}


def test_merge_that_the_agent_left_in_conflict_counts_as_it_stands(worktree):
    for branch, text in (("a", "a\n"), ("b", "b\n")):
        agent(worktree, "checkout", "-q", "-b", branch, worktree.base)
        (worktree.path / "README.md").write_text(text)
        agent(worktree, "commit", "-qam", branch)
    with pytest.raises(AssertionError):
        agent(worktree, "merge", "a")
    assert lines(worktree) == {"README.md": ("M", 5, 1)}


def test_index_that_the_agent_split_is_read(worktree):
    (worktree.path / ".gitignore").write_text("README.md\nsrc/\n")
    agent(worktree, "update-index", "--split-index")
    agent(worktree, "rm", "-rq", "--cached", "src")
    assert lines(worktree) == {".gitignore": ("A", 2, 0), "src/app.py": ("D", 0, 3)}


def test_submodule_of_the_base_is_no_change(checkouts, remote):
    base = remote.commit_on("main", {"x": "1\n"})
    remote.commit_submodule("main", "vendor", base)
    checkout = checkouts.refreshed(uuid4(), Remote(clone_url=remote.url, default_branch="main"))
    with checkout.worktree(uuid4(), "mason/x", checkout.base_of("main")) as worktree:
        (worktree.path / "new.txt").write_text("1\n")
        assert lines(worktree) == {"new.txt": ("A", 1, 0)}
        assert worktree.commit("Add", Author(name="Mason", email="mason@example.org"))
