import subprocess
from pathlib import Path

import pytest

from backlog.intake import analysis
from backlog.intake.analysis import NO_PYTHON, Analysis
from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import ReviewerFailed
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading


def write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def review(checkout: Checkout, *, timeout: float = 60) -> Reading:
    source = Analysis(checkout, timeout=timeout)
    return source.read(holder_of=lambda _: None, progress=Progress())


def titles(reading: Reading) -> list[str]:
    return sorted(each.title for each in reading.suggestions)


def test_findings_of_ruff_become_suggestions(checkout: Checkout) -> None:
    write(checkout.root, "shop/a.py", "import os\nimport sys\n\n\ndef f(x=[]):\n    eval(x)\n")
    write(checkout.root, "setup.py", "import json\n")

    reading = review(checkout)

    assert reading.findings == 5
    assert titles(reading) == [
        "Remove 1 unused import in the project root (F401)",
        "Remove 1 use of eval() in shop (S307)",
        "Remove 2 unused imports in shop (F401)",
        "Replace 1 mutable argument default in shop (B006)",
    ]


def test_tests_are_not_asked_about_security(checkout: Checkout) -> None:
    for name in ("tests/deep/helper.py", "shop/test_a.py", "shop/tests.py", "conftest.py"):
        write(checkout.root, name, "def check(x):\n    assert eval(x)\n")

    assert titles(review(checkout)) == []


def test_only_the_reviewed_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a/x.py", "import os\n")
    write(tmp_path, "b/y.py", "import os\n")

    reading = review(Checkout(path=tmp_path / "b", root=tmp_path))

    assert titles(reading) == ["Remove 1 unused import in b (F401)"]


def test_what_git_ignores_is_left_out(checkout: Checkout) -> None:
    subprocess.run(["git", "init", "-q", str(checkout.root)], check=True)
    write(checkout.root, ".gitignore", "build/\n")
    write(checkout.root, "build/x.py", "import os\n")
    write(checkout.root, "shop/a.py", "import os\n")

    assert titles(review(checkout)) == ["Remove 1 unused import in shop (F401)"]


def test_settings_and_modules_of_the_checkout_take_no_part(checkout: Checkout) -> None:
    write(checkout.root, "ruff.toml", "nonsense = [")
    write(checkout.root, "pyproject.toml", "[tool.ruff]\nexclude = ['*.py']\n")
    write(checkout.root, "ruff.py", "raise SystemExit('run by mistake')\n")
    write(checkout.root, "a.py", "import os\n")

    assert titles(review(checkout)) == ["Remove 1 unused import in the project root (F401)"]


def test_nothing_is_written_to_the_checkout(checkout: Checkout) -> None:
    write(checkout.root, "a.py", "import os\n")

    review(checkout)

    assert [path.name for path in checkout.root.rglob("*")] == ["a.py"]


def test_checkout_without_python_is_no_failure(checkout: Checkout) -> None:
    write(checkout.root, "app.js", "var a;\n")

    reading = review(checkout)

    assert (reading.suggestions, reading.findings, reading.skipped) == ([], 0, {})
    assert reading.remarks == [NO_PYTHON]


def test_clean_python_brings_nothing(checkout: Checkout) -> None:
    write(checkout.root, "a.py", '"""Nothing."""\n')

    reading = review(checkout)

    assert (reading.suggestions, reading.remarks) == ([], [])


def test_syntax_error_is_a_finding(checkout: Checkout) -> None:
    write(checkout.root, "a.py", "def f(:\n")

    assert titles(review(checkout)) == [
        "Correct 2 syntax errors in the project root (invalid-syntax)"
    ]


def test_slow_ruff_is_stopped(checkout: Checkout) -> None:
    write(checkout.root, "a.py", "import os\n")

    with pytest.raises(ReviewerFailed) as failure:
        review(checkout, timeout=0.001)

    assert str(failure.value) == "ruff didn't finish in 0.001 s: review a smaller folder."


def test_failure_of_ruff_tells_its_reason(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "RULES", ("NO_SUCH_RULE",))

    with pytest.raises(ReviewerFailed) as failure:
        review(checkout)

    assert str(failure.value) == (
        "ruff failed with exit code 2: ruff failed"
        " Cause: Unknown rule selector `NO_SUCH_RULE` in `select` from the CLI"
    )


def test_unchanged_code_keeps_its_fingerprints_when_lines_move(checkout: Checkout) -> None:
    write(checkout.root, "a.py", "import os\n")
    before = review(checkout).suggestions[0].fingerprints
    write(checkout.root, "a.py", '"""Words."""\n\n\nimport os\n')

    assert review(checkout).suggestions[0].fingerprints == before
