"""A secret that is none: a placeholder, or what only names where the secret is."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule
from backlog.judging.secrets import flagged_values, is_about_a_secret, is_placeholder


def look(context: Context) -> Match | None:
    """Object when every value that is flagged is a placeholder."""
    suggestion = context.suggestion
    if not is_about_a_secret(f"{suggestion.title}\n{suggestion.problem}"):
        return None
    values = flagged_values(f"{suggestion.title}\n{suggestion.problem}")
    if not values or not all(map(is_placeholder, values)):
        return None
    return Match(evidence=f"Placeholder: {values[0]}")


RULE = Rule(
    code="placeholder_secret",
    tier=FilterTier.PATTERN,
    confidence=Decimal("0.95"),
    sentence="The value that is taken for a secret is a placeholder.",
    look=look,
)
