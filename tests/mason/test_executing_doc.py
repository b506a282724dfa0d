"""docs/executing.md says what is so."""

import re

import pytest
from django.conf import settings
from django.core.management import load_command_class

from execution.choices import MAXIMUM_FIX_ITERATIONS, MAXIMUM_STARTS
from execution.engine.inspection import VALIDATIONS
from execution.management.commands.execute_approved import PARTLY
from execution.models import ExecutionPolicy
from mason.settings import env

DOCUMENT = (settings.BASE_DIR / "docs" / "executing.md").read_text()
WORDS = " ".join(DOCUMENT.split())


def defaults_of(name: str) -> list[str]:
    """What the document says next to a setting, in brackets or before it."""
    return re.findall(rf"`{name}`[^.|]*?\(?(\d+)\)?", WORDS)


def test_numbers_are_as_documented():
    assert f"at most {MAXIMUM_FIX_ITERATIONS} rounds in which an agent mends" in WORDS
    assert f"interrupted {MAXIMUM_STARTS} times before its commit fails" in WORDS
    assert f"completed, {PARTLY} when some were" in WORDS


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("EXECUTION_ITEMS_AT_ONCE", settings.EXECUTION_ITEMS_AT_ONCE),
        ("EXECUTION_SILENT_SECONDS", settings.EXECUTION_SILENT_SECONDS),
        ("EXECUTION_LOG_DAYS", settings.EXECUTION_LOG_DAYS),
    ],
)
def test_defaults_of_settings_are_as_documented(name, default):
    assert name not in env.ENVIRON
    assert defaults_of(name)[0] == str(default)


def test_settings_of_a_repository_are_as_documented():
    policy = ExecutionPolicy()
    rows = dict(re.findall(r"^\| ([a-z ,-]+) \| (\w+) \|", DOCUMENT, re.MULTILINE))

    assert rows["items at once"] == str(policy.items_at_once)
    assert rows["tasks at once"] == str(policy.tasks_at_once)
    assert rows["minutes for an item"] == str(policy.minutes_per_item)
    assert f"| {', '.join(VALIDATIONS)} | off |" in DOCUMENT


@pytest.mark.parametrize(
    ("app", "command", "options"),
    [
        ("execution", "execute_approved", ["--repository", "--user", "--item", "--limit"]),
        ("execution", "execute_approved", ["--dry-run", "--no-wait"]),
        ("execution", "worker", ["--at-once"]),
        ("execution", "cancel_run", ["--reason"]),
        ("execution", "prune_logs", ["--batch", "--dry-run", "--days"]),
    ],
)
def test_options_of_commands_are_as_documented(app, command, options):
    told = load_command_class(app, command).create_parser("manage.py", command).format_help()

    assert [option for option in options if f"{option} " not in f"{told} "] == []
    assert [option for option in options if option not in DOCUMENT] == []
