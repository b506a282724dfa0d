"""Checkouts of git for tests."""

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True)


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Write files by their paths below `root`."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def tracked_checkout(root: Path, files: dict[str, str | bytes]) -> Path:
    """Make a repository that tracks these files, with the remote acme/shop."""
    root.mkdir()
    git(root, "init", "-q")
    git(root, "remote", "add", "origin", "git@github.com:acme/shop.git")
    write(root, files)
    git(root, "add", "--all", "--force")
    return root
