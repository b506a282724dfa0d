"""Asking one rule about one suggestion."""

from datetime import UTC, datetime

from backlog.judging.context import Context
from backlog.judging.judge import RULES
from tests.factories import make_suggestion

NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)


class Files:
    """A checkout of the files that a test names; `tracked` are those that git knows."""

    def __init__(self, *paths, tracked=None, digests=None):
        self.paths = paths
        self.tracked = tracked
        self.known = digests or {}

    def holds(self, path):
        return any(f"/{known}".endswith(f"/{path}") for known in self.paths)

    def tracks(self, path):
        return None if self.tracked is None else path in self.tracked

    def digests(self, paths):
        return {path: self.known[path] for path in paths if path in self.known}


def rule_of(code):
    (rule,) = (rule for rule in RULES if rule.code == code)
    return rule


def ask(code, suggestion=None, **context):
    """What the rule matched; None without an objection."""
    return rule_of(code).look(Context(suggestion or make_suggestion(), NOW, **context))


def objects(code, **values):
    return ask(code, make_suggestion(**values)) is not None
