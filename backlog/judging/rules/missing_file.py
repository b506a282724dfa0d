"""A suggestion about a file that isn't there."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule


def look(context: Context) -> Match | None:
    """Object when a file that is named as evidence doesn't exist in the checkout.

    A solution may name files that are to be made, so only the evidence counts.
    """
    tree = context.tree
    if tree is None:
        return None
    missing = [path for path in context.suggestion.files if not tree.holds(path)]
    return Match(evidence=f"Not in the checkout: {', '.join(missing[:5])}") if missing else None


RULE = Rule(
    code="missing_file",
    tier=FilterTier.IMPACT,
    confidence=Decimal("0.85"),
    sentence="A file that it names doesn't exist in the checkout.",
    look=look,
    needs_checkout=True,
)
