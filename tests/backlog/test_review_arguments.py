"""What `manage.py review` refuses before it looks into the database."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def refusal(*arguments: Any) -> str:
    with pytest.raises(CommandError) as error:
        call_command("review", *map(str, arguments))
    return str(error.value)


def test_missing_checkout_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone", "--repository", "a/b") == (
        f"{tmp_path / 'gone'} doesn't exist: give the folder of a checkout."
    )


@pytest.mark.parametrize("path", ["", " "])
def test_empty_path_is_refused(path: str) -> None:
    assert refusal(path) == (
        "Error: argument path: it is empty; give the folder of a checkout, or . for this one"
    )


def test_one_source_at_a_time() -> None:
    assert refusal(".", "--sarif", "a", "--suggestions", "b") == (
        "Error: argument --suggestions: not allowed with argument --sarif"
    )
