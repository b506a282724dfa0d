"""What attempts used of language models, as people read it."""

from decimal import Decimal
from typing import Final

_CENT: Final = Decimal("0.01")


def tokens_in_words(input_tokens: int, output_tokens: int) -> str:
    """Give how many tokens models read and wrote."""
    return f"{input_tokens:,} in, {output_tokens:,} out"


def in_dollars(cost: Decimal) -> str:
    """Give US dollars to the cent; what is less than one is said to be so."""
    return "under $0.01" if 0 < cost < _CENT else f"${cost:,.2f}"
