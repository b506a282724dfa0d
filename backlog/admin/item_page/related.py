"""What else there is that an item has to do with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.admin.relating import changelist_url, row_url
from backlog.admin.badges import ITEM_STATUS
from backlog.judging.similarity import similarity, words_of
from backlog.models import BacklogItem, FilteredItem

SHOWN_OF_RUN: Final = 5
SHOWN_SIMILAR: Final = 5

LEAST_SIMILARITY: Final = 30
"""Per cent of the title's words that a similar title has."""

COMPARED_ITEMS: Final = 1000
COMPARED_WORDS: Final = 30
"""So many items that share one of so many words with the title are compared with it at most."""

_LISTED: Final = ("title", "status", "priority_score")


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """Another item; `similarity` in per cent where that is why it is here."""

    title: str
    url: str
    status: str
    variant: str
    similarity: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Other items, and the filtered items that this one was restored from."""

    of_run: tuple[RelatedItem, ...]
    more_of_run_url: str
    similar: tuple[RelatedItem, ...]
    restored_from: tuple[tuple[str, str], ...]


def related_of(item: BacklogItem) -> Related:
    """Give what the item has to do with, a few rows of each kind."""
    of_run = _others_of_run(item)
    more = changelist_url(BacklogItem, analysis_run__id__exact=item.analysis_run_id)
    return Related(
        of_run=tuple(_shown(other) for other in of_run[:SHOWN_OF_RUN]),
        more_of_run_url=more if len(of_run) > SHOWN_OF_RUN else "",
        similar=tuple(_similar(item)),
        restored_from=tuple(_restored_from(item)),
    )


def _others_of_run(item: BacklogItem) -> Sequence[BacklogItem]:
    if item.analysis_run_id is None:
        return []
    rows = BacklogItem.objects.filter(analysis_run=item.analysis_run_id).exclude(pk=item.pk)
    return list(rows.only(*_LISTED).by_priority()[: SHOWN_OF_RUN + 1])


def _similar(item: BacklogItem) -> list[RelatedItem]:
    """Items of the repository whose titles are most like this one's, the likest first."""
    scored = [(similarity(item.title, other.title), other) for other in _candidates(item)]
    likest = sorted(
        (pair for pair in scored if pair[0] >= LEAST_SIMILARITY),
        key=lambda pair: (-pair[0], pair[1].title),
    )
    return [_shown(other, round(percent)) for percent, other in likest[:SHOWN_SIMILAR]]


def _candidates(item: BacklogItem) -> QuerySet[BacklogItem]:
    """Items of the repository whose titles hold at least one word of this one's."""
    words = sorted(words_of(item.title))[:COMPARED_WORDS]
    if not words or item.repository_id is None:
        return BacklogItem.objects.none()
    # Titles alone, letter by letter: cutting whole texts into words takes a hundred times as long.
    any_word = Q(*(Q(title__icontains=word) for word in words), _connector=Q.OR)
    rows = BacklogItem.objects.filter(any_word, repository=item.repository_id).exclude(pk=item.pk)
    return rows.only("title", "status").order_by()[:COMPARED_ITEMS]


def _restored_from(item: BacklogItem) -> list[tuple[str, str]]:
    rows = FilteredItem.objects.filter(fingerprints__item=item).order_by("pk").distinct()
    return [(row.title, row_url(row)) for row in rows.only("title")[:SHOWN_OF_RUN]]


def _shown(item: BacklogItem, percent: int | None = None) -> RelatedItem:
    return RelatedItem(
        title=item.title,
        url=row_url(item),
        status=item.get_status_display(),
        variant=ITEM_STATUS[item.status],
        similarity=percent,
    )
