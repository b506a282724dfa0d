"""The files of a checkout, as rules ask for them."""

import subprocess

import pytest

from backlog.intake.checkout import Checkout
from backlog.intake.tree import WorkingTree


def git(folder, *arguments):
    told = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "shop"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_text("x = 1\n")
    (root / "new.py").write_text("y = 2\n")
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", "src/app.py")
    git(root, "commit", "-qm", "Begin")
    return root


def tree_of(folder):
    return WorkingTree(Checkout.at(folder))


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("src/app.py", True),
        ("app.py", True),
        ("new.py", True),
        ("src/gone.py", False),
        ("pp.py", False),
        ("src", False),
        ("../outside.py", False),
        ("/etc/passwd", False),
        ("a\0b", False),
        ("x" * 5000, False),
    ],
)
def test_a_file_is_there_by_its_path_or_the_end_of_it(folder, path, there):
    (folder.parent / "outside.py").touch()
    assert tree_of(folder).holds(path) is there


def test_a_link_that_leads_out_of_the_checkout_is_no_file(folder):
    (folder / "link.py").symlink_to("/etc/hostname")
    tree = tree_of(folder)
    assert (tree.holds("link.py"), tree.digests(["link.py"])) == (False, {})


@pytest.mark.parametrize(("path", "tracked"), [("src/app.py", True), ("new.py", False)])
def test_git_tells_what_it_tracks(folder, path, tracked):
    assert tree_of(folder).tracks(path) is tracked


def test_without_git_nobody_can_tell_what_is_tracked(tmp_path):
    (tmp_path / "app.py").touch()
    tree = tree_of(tmp_path)
    assert (tree.tracks("app.py"), tree.holds("app.py")) == (None, True)


def test_a_repository_without_a_file_tracks_none(tmp_path):
    git(tmp_path, "init", "-q")
    assert tree_of(tmp_path).tracks("app.py") is False


def test_a_digest_is_that_of_git(folder):
    assert tree_of(folder).digests(["src/app.py", "src/gone.py"]) == {
        "src/app.py": git(folder, "rev-parse", "HEAD:src/app.py")
    }


def test_a_name_outside_of_ascii_is_tracked(folder):
    (folder / "größe.py").touch()
    git(folder, "add", "größe.py")
    assert tree_of(folder).tracks("größe.py") is True
