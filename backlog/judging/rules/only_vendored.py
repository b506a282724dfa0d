"""A suggestion about other people's code that is kept in the repository."""

from backlog.judging.kinds import only_rule
from backlog.judging.named_files import FileKind

RULE = only_rule(
    "only_vendored",
    FileKind.VENDORED,
    "It is about vendored code alone, which is changed where it comes from.",
)
