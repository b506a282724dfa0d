"""A suggestion about settings of tools."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_configuration",
    FileKind.CONFIGURATION,
    "It is about configuration alone, not about what users run.",
)
