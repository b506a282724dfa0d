"""Secrets that agents are given: what agents write of them is neither stored nor shown."""

import pytest

from execution.engine.confidential import without_secrets
from tests.executing import attempt_of, messages_of

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "s3cret-of-a-service"
TELLING = """
    import os, pathlib, sys
    pathlib.Path("done.txt").write_text("done")
    print("The key is", os.environ["SERVICE_API_KEY"])
    print("It failed with", os.environ["SERVICE_API_KEY"], file=sys.stderr)
    sys.exit(CODE)
"""
"""An agent that tells its key."""


@pytest.fixture(autouse=True)
def _given_a_key(settings, monkeypatch):
    monkeypatch.setenv("SERVICE_API_KEY", KEY)
    monkeypatch.setenv("SERVICE_MODEL", "model-of-a-service")
    monkeypatch.setenv("SERVICE_AUTHOR", "Ada Lovelace")
    settings.AGENT_ENVIRONMENT = ["SERVICE_API_KEY", "SERVICE_MODEL", "SERVICE_AUTHOR"]


def test_a_key_is_in_no_line_and_no_summary(place):
    place.set_agent(TELLING.replace("CODE", "0"))
    item = place.item(waves=1, tasks=1)
    place.execute(item)
    attempt = attempt_of(item)

    assert "The key is [redacted]" in messages_of(attempt)
    assert attempt.run.tasks.get().result_summary == "The key is [redacted]"
    assert KEY not in " ".join(messages_of(attempt))


def test_a_key_is_in_no_error(place):
    place.set_agent(TELLING.replace("CODE", "1"))
    item = place.item(waves=1, tasks=1)
    run = place.execute(item)
    attempt = attempt_of(item)

    for told in (attempt.error_message, attempt.run.tasks.get().error_message, run.error_message):
        assert told.endswith("failed with exit code 1: It failed with [redacted]")


def test_only_what_is_named_as_a_secret_is_taken_out(settings):
    settings.GITHUB_TOKEN = "a-token-of-github"
    text = "model-of-a-service by Ada Lovelace: a-token-of-github, https://ada:pw@example.org"
    told = "model-of-a-service by Ada Lovelace: [redacted], https://[redacted]@example.org"

    assert without_secrets(text) == told


def test_a_key_of_several_lines_is_taken_out_of_each(monkeypatch):
    monkeypatch.setenv("SERVICE_API_KEY", "first-half\nsecond-half\n--\n")

    assert (
        without_secrets("a first-half\nand a second-half --") == "a [redacted]\nand a [redacted] --"
    )
