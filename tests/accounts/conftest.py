"""What tests of accounts start from."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.accounts.github_server import GitHub, configured_github


@pytest.fixture
def github(settings: Settings) -> Iterator[GitHub]:
    """A GitHub on this machine, with octocat signed in there, that Mason is configured for."""
    with configured_github(settings) as server:
        yield server
