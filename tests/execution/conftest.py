"""What tests of executions start from."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.executing import Place, make_place


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    """A repository whose items can be carried out; without a token unless `github` comes after."""
    return make_place(tmp_path, settings)
