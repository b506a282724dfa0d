from pathlib import Path

import pytest

from backlog.intake import code_lines
from backlog.intake.code_lines import CodeLines


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "a.py").write_bytes(b"first\r\nsecond \xff\n")
    return folder


@pytest.mark.parametrize(
    ("number", "line"), [(1, "first"), (2, "second �"), (3, None), (None, None)]
)
def test_line_is_read(root: Path, number: int | None, line: str | None) -> None:
    assert CodeLines(root).line("a.py", number) == line


@pytest.mark.parametrize("path", ["gone.py", ".", "../secret.py", "/etc/passwd", "a" * 5_000])
def test_what_is_no_file_of_the_checkout_has_no_lines(root: Path, path: str) -> None:
    (root.parent / "secret.py").write_text("secret", encoding="utf-8")

    assert CodeLines(root).line(path, 1) is None


def test_link_out_of_the_checkout_is_not_followed(root: Path) -> None:
    (root.parent / "secret.py").write_text("secret", encoding="utf-8")
    (root / "link.py").symlink_to(root.parent / "secret.py")

    assert CodeLines(root).line("link.py", 1) is None


def test_link_within_the_checkout_is_followed(root: Path) -> None:
    (root / "link.py").symlink_to(root / "a.py")

    assert CodeLines(root).line("link.py", 1) == "first"


def test_huge_file_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_lines, "LARGEST_FILE", 5)

    assert CodeLines(root).line("a.py", 1) is None
