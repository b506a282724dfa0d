"""A suggestion about files of several kinds, none of which is the product."""

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.kinds import CONFIDENCE, evidence_of
from backlog.judging.named_files import kind_of
from backlog.judging.rule import Match, Rule


def look(context: Context) -> Match | None:
    """Object when all files support the product, and they are of several kinds."""
    kinds = {kind_of(path) for path in context.files}
    if None in kinds or len(kinds) < 2:  # noqa: PLR2004 - one kind has a rule of its own
        return None
    return Match(evidence=evidence_of(context.files))


RULE = Rule(
    code="only_supporting",
    tier=FilterTier.PATTERN,
    confidence=CONFIDENCE,
    sentence="It is about tests, documentation, configuration and the like alone.",
    look=look,
)
