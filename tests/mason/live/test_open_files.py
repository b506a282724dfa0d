"""The limit of open files follows the number of streams."""

import resource

import pytest

from mason.live.open_files import allow_open_files


@pytest.fixture
def hard():
    """The highest limit; the process's own is back after the test."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def soft_limit():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def test_it_is_raised(hard):
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
    allow_open_files(500)
    assert soft_limit() == 500


def test_it_is_not_lowered(hard):
    resource.setrlimit(resource.RLIMIT_NOFILE, (500, hard))
    allow_open_files(400)
    assert soft_limit() == 500


def test_it_is_raised_as_far_as_it_goes(hard):
    if hard == resource.RLIM_INFINITY:
        pytest.skip("Here it goes as far as one likes.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
    allow_open_files(hard + 1)
    assert soft_limit() == hard
