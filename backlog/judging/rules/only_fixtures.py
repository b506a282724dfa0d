"""A suggestion about the data of tests."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_fixtures",
    FileKind.FIXTURE,
    "It is about fixtures alone, which are as odd as their tests need them.",
)
