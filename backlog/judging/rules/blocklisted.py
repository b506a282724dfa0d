"""A suggestion that the repository's blocklist names."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule


def look(context: Context) -> Match | None:
    """Object to what a pattern in force matches, with the reason that was given for it."""
    found = context.blocklist.match(context.suggestion, context.files, context.now)
    if found is None:
        return None
    pattern, matched = found
    return Match(
        evidence=f"The {pattern.kind.label.lower()} pattern “{pattern.pattern}” matches {matched}",
        sentence=f"The repository's blocklist has it: {pattern.reason}",
    )


RULE = Rule(
    code="blocklisted",
    tier=FilterTier.PATTERN,
    confidence=Decimal("0.95"),
    sentence="The repository's blocklist has it.",
    look=look,
)
