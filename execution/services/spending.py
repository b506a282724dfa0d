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
    sums = attempts.order_by().aggregate(
        read=Sum("input_tokens"), written=Sum("output_tokens"), paid=Sum("cost")
    )
    return Spending(sums["read"] or 0, sums["written"] or 0, sums["paid"] or Decimal(0))
