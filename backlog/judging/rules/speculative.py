"""A problem that nobody has seen."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule
from backlog.judging.speculation import first_guess, has_evidence


def look(context: Context) -> Match | None:
    """Object to a text about what might happen which shows nothing that does."""
    suggestion = context.suggestion
    guess = first_guess(suggestion.problem)
    if guess is None or has_evidence(suggestion):
        return None
    return Match(evidence=f"“{guess}” in the problem, and no evidence")


RULE = Rule(
    code="speculative",
    tier=FilterTier.IMPACT,
    confidence=Decimal("0.70"),
    sentence="It is about what might happen, without evidence that it does.",
    look=look,
)
