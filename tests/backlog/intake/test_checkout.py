import os
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from backlog.intake.checkout import Checkout, is_file
from backlog.intake.exceptions import NotACheckout

AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@b.example")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *AUTHOR, *arguments]
    finished = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return finished.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "with space"
    (root / "web").mkdir(parents=True)
    git(root, "init", "-q")
    return root


def test_facts_of_a_repository(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "git@github.com:acme/shop.git")
    git(repository, "commit", "-q", "--allow-empty", "-m", "Start")

    assert Checkout.at(repository) == Checkout(
        path=repository,
        root=repository,
        remote_url="git@github.com:acme/shop.git",
        head=git(repository, "rev-parse", "HEAD"),
    )


def test_repository_without_remote_or_commit(repository: Path) -> None:
    assert Checkout.at(repository) == Checkout(path=repository, root=repository)


def test_part_of_a_repository_knows_the_root(repository: Path) -> None:
    checkout = Checkout.at(repository / "web")

    assert checkout.root == repository
    assert checkout.prefix == PurePosixPath("web")


def test_folder_without_git_is_its_own_root(tmp_path: Path) -> None:
    checkout = Checkout.at(tmp_path)

    assert checkout == Checkout(path=tmp_path, root=tmp_path)
    assert checkout.prefix == PurePosixPath(".")


def test_git_that_is_not_installed_is_no_obstacle(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert Checkout.at(repository) == Checkout(path=repository, root=repository)


def test_environment_of_another_repository_is_ignored(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    assert Checkout.at(repository / "web").root == repository


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_repository_of_another_user_is_read(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "git@github.com:acme/shop.git")
    for path in [repository, *repository.rglob("*")]:
        os.chown(path, 12_345, 12_345)

    assert Checkout.at(repository).remote_url == "git@github.com:acme/shop.git"


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotACheckout) as refusal:
        Checkout.at(tmp_path / "nowhere")

    assert str(refusal.value) == f"{tmp_path}/nowhere doesn't exist: give the folder of a checkout."


def test_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.touch()

    with pytest.raises(NotACheckout) as refusal:
        Checkout.at(file)

    assert str(refusal.value) == f"{file} is a file: give the folder of a checkout."


@pytest.mark.parametrize("name", ["nowhere", "a" * 5_000, "nul\x00", "."])
def test_name_without_a_file_is_no_file(tmp_path: Path, name: str) -> None:
    assert not is_file(tmp_path / name)
