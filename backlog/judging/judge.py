"""The filter: each suggestion goes past the rules in the order of their tiers."""

from collections.abc import Callable
from typing import Final

from backlog.judging.already_decided import already_decided
from backlog.judging.context import Context
from backlog.judging.in_hand import in_hand
from backlog.judging.verdict import Objection

type Rule = Callable[[Context], Objection | None]

RULES: Final[tuple[Rule, ...]] = (already_decided, in_hand)
"""In the order of their tiers; the first objection that reaches its tier's floor filters."""


def objection_to(context: Context) -> Objection | None:
    """Give the first objection that filters, or None for a suggestion that passes."""
    objections = (rule(context) for rule in RULES)
    return next((found for found in objections if found is not None and found.filters), None)
