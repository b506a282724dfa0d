"""What attempts used of language models."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

if TYPE_CHECKING:
    from execution.querysets import AttemptQuerySet


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens that models read and wrote, and what they cost in US dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = Decimal(0)


def spending_of(attempts: "AttemptQuerySet") -> Spending:
    """Add up what the attempts used, in one query."""
    columns = ("input_tokens", "output_tokens", "cost")
    sums = attempts.order_by().aggregate(**{f"all_{name}": Sum(name) for name in columns})
    return Spending(**{name: sums[f"all_{name}"] or 0 for name in columns})
