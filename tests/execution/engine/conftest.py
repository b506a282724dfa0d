"""What tests of the engine start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.crashing import Scene, make_scene
from tests.github_server import GitHub, configured_github, running_github


@pytest.fixture
def github(settings: Settings) -> Iterator[GitHub]:
    """A GitHub on this machine that Mason is configured for."""
    with configured_github(settings) as server:
        yield server


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """What is around workers that are processes."""
    with running_github() as server:
        yield make_scene(tmp_path, server)
