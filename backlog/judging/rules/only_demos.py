"""A suggestion about stories, examples or demos."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_demos",
    FileKind.DEMO,
    "It is about stories, examples or demos alone, not about what users run.",
)
