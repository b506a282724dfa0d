"""What rules about titles have in common: whom they compare with, and what tells two apart."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from backlog.judging.context import Context
from backlog.judging.identifiers import names_in
from backlog.judging.rule import Match
from backlog.judging.titles import Alike, KnownTitle

ELSEWHERE: Final = Decimal("0.60")
"""How sure a rule is of the same words about another place: under every floor."""


def of_items(context: Context, least: float) -> Iterator[Alike]:
    """Give the open items of earlier reviews whose titles are alike, without the predecessor."""
    own = context.predecessor.item
    for one in context.titles.alike(context.suggestion.title, least=least):
        if not one.known.of_run and (own is None or one.known.item_id != own.pk):
            yield one


def of_run(context: Context, least: float) -> Iterator[Alike]:
    """Give the items of the same review whose titles are alike."""
    alike = context.titles.alike(context.suggestion.title, least=least)
    return (one for one in alike if one.known.of_run)


def match_of(context: Context, alike: Iterable[Alike]) -> Match | None:
    """Give the most alike title about the same place; else, less sure, one about another."""
    elsewhere: Alike | None = None
    for one in alike:
        if not is_elsewhere(context, one.known):
            return _match(one)
        elsewhere = elsewhere or one
    return _match_elsewhere(elsewhere) if elsewhere else None


def is_elsewhere(context: Context, known: KnownTitle) -> bool:
    """Tell whether two titles are about different places, whatever words they share.

    Both name files and none is the same, or both name identifiers and none is the same.
    """
    files = frozenset(context.suggestion.files)
    if files and known.files and not files & known.files:
        return True
    own, other = names_in(context.suggestion.title), names_in(known.title)
    return bool(own and other and not own & other)


def _match(one: Alike) -> Match:
    return Match(evidence=_evidence(one), repeats=one.known.item_id)


def _match_elsewhere(one: Alike) -> Match:
    return Match(
        evidence=_evidence(one),
        sentence="An item has a similar title, but is about another place.",
        confidence=ELSEWHERE,
    )


def _evidence(one: Alike) -> str:
    known = one.known
    return f"Item {known.item_id} ({one.percent:.0f} % of the words): {known.title}"
