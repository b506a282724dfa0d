"""A real repository on disk as the remote that work is fetched from and pushed to."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST_FILES: Mapping[str, str] = {"README.md": "# Example\n", "src/app.py": "one\ntwo\nthree\n"}

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


def git(folder: Path, *arguments: str, given: bytes = b"", index: Path | None = None) -> str:
    """Run git as anybody does in the folder; give what it writes, without white space around."""
    staging = {"GIT_INDEX_FILE": str(index)} if index else {}
    answer = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**_ENVIRONMENT, **staging},
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr.decode()
    return answer.stdout.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True)
class GitRemote:
    """A bare repository."""

    path: Path

    @property
    def url(self) -> str:
        return f"file://{self.path}"

    @property
    def branches(self) -> dict[str, str]:
        """The commit of each branch."""
        listed = git(self.path, "for-each-ref", "--format=%(refname:short) %(objectname)")
        return dict(line.split(" ") for line in listed.splitlines())

    def commit_on(self, branch: str, files: Mapping[str, str], message: str = "Change") -> str:
        """Add a commit with these files, and those that are there, as its branch's newest."""
        blobs = {path: self._blob(text) for path, text in files.items()}
        entries = [f"100644,{blob},{path}" for path, blob in blobs.items()]
        return self._commit(branch, entries, message)

    def commit_submodule(self, branch: str, path: str, commit: str) -> str:
        """Add a commit that has another repository's commit at a path."""
        return self._commit(branch, [f"160000,{commit},{path}"], "Add a submodule")

    def _blob(self, text: str) -> str:
        return git(self.path, "hash-object", "-w", "--stdin", given=text.encode())

    def _commit(self, branch: str, entries: Sequence[str], message: str) -> str:
        start = self.branches.get(branch)
        index = self.path / "index-of-tests"
        index.unlink(missing_ok=True)
        if start:
            git(self.path, "read-tree", start, index=index)
        for entry in entries:
            git(self.path, "update-index", "--add", "--cacheinfo", entry, index=index)
        tree = git(self.path, "write-tree", index=index)
        parents = ["-p", start] if start else []
        commit = git(self.path, "commit-tree", *parents, "-m", message, tree)
        git(self.path, "update-ref", f"refs/heads/{branch}", commit)
        return commit

    def files(self, branch: str) -> dict[str, str]:
        """The texts of all files of a branch by path."""
        listed = git(self.path, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")
        return {path: self.text(branch, path) for path in filter(None, listed)}

    def text(self, branch: str, path: str) -> str:
        """What a file of a branch holds, without white space around."""
        return git(self.path, "cat-file", "blob", f"{branch}:{path}")

    def log(self, branch: str, form: str = "%s") -> list[str]:
        """The commits of a branch, newest first, each as git's pretty form gives it."""
        return git(self.path, "log", f"--format={form}", branch).splitlines()

    def add_hook(self, name: str, script: str) -> None:
        """Have the remote run a shell script as its hook."""
        hook = self.path / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)


def make_remote(path: Path, files: Mapping[str, str] | None = FIRST_FILES) -> GitRemote:
    """Make a bare repository with a first commit of the files on main; empty with None."""
    path.mkdir(parents=True)
    git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    remote = GitRemote(path)
    if files is not None:
        remote.commit_on("main", files, "First")
    return remote
