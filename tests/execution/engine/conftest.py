"""What tests of the engine start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.executing import Place, make_place
from tests.github_server import GitHub, configured_github


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    """A repository whose items can be carried out; without a token unless `github` comes after."""
    return make_place(tmp_path, settings)


@pytest.fixture
def github(settings: Settings) -> Iterator[GitHub]:
    """A GitHub on this machine that Mason is configured for."""
    with configured_github(settings) as server:
        yield server
