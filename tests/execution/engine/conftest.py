"""What tests of the engine start from."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.github_server import GitHub, configured_github


@pytest.fixture
def github(settings: Settings) -> Iterator[GitHub]:
    """A GitHub on this machine that Mason is configured for."""
    with configured_github(settings) as server:
        yield server
