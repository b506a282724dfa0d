"""A suggestion about what people read."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_documentation",
    FileKind.DOCUMENTATION,
    "It is about documentation alone, not about what users run.",
)
