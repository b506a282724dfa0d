"""A suggestion about tests."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_tests",
    FileKind.TEST,
    "It is about tests alone, not about what users run.",
)
