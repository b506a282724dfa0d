"""A suggestion about what a program writes."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_generated",
    FileKind.GENERATED,
    "It is about generated code alone, which its generator overwrites.",
)
