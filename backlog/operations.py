"""Decisions as they were made: changes of status, grouped by what was decided together.

The history grows without end, so nothing here looks at all of it: the newest changes are taken and
grouped, and of a decision about thousands of items only some are looked at one by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q

from backlog.choices import DECIDABLE_STATUSES, DECIDED_TOGETHER, ItemStatus
from backlog.models import BacklogItem, StatusChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

CHANGES_GROUPED: Final = 2 * DECIDED_TOGETHER
"""How many changes are grouped for a page: a decision about very many items fills it alone."""
ITEMS_EXAMINED: Final = 200
"""How many items of a decision are asked whether it was undone."""
ITEMS_NAMED: Final = 3
STRADDLING: Final = 10
"""How many decisions may be under way at once where one page ends and the next begins."""

IS_DECISION: Final = Q(from_status__in=DECIDABLE_STATUSES, to_status__in=DECIDABLE_STATUSES)
"""The moves that curators make; others are an execution's."""

_HISTORY: Final = StatusChange._meta.db_table
_ITEMS: Final = BacklogItem._meta.db_table

_NAMED: Final = f"""
SELECT DISTINCT asked.id, items.id, items.title FROM unnest(%s::uuid[]) AS asked(id),
LATERAL (SELECT item_id FROM {_HISTORY} WHERE operation_id = asked.id LIMIT %s) AS changes
JOIN {_ITEMS} AS items ON items.id = changes.item_id ORDER BY asked.id, items.title, items.id
"""  # noqa: S608 - made of table names alone
_UNDONE: Final = f"""
SELECT asked.id, count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM {_HISTORY} AS undoing
    WHERE undoing.item_id = changes.item_id AND undoing.undoes_operation_id = asked.id
)) FROM unnest(%s::uuid[]) AS asked(id),
LATERAL (SELECT item_id FROM {_HISTORY} WHERE operation_id = asked.id LIMIT %s) AS changes
GROUP BY asked.id
"""  # noqa: S608 - likewise


class Undone(StrEnum):
    """How much of a decision was taken back."""

    NOT = ""
    PARTLY = "partly undone"
    WHOLLY = "undone"


class Move(NamedTuple):
    """From which status to which, and how many items."""

    origin: ItemStatus
    target: ItemStatus
    number: int


class NamedItem(NamedTuple):
    """An item's id and title."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One decision: its last change (who, when, why), what moved, and whether it was undone."""

    id: UUID
    change: StatusChange
    number: int
    moves: tuple[Move, ...]
    items: tuple[NamedItem, ...]
    undone: Undone

    @property
    def unnamed(self) -> int:
        """How many of its items aren't among `items`."""
        return self.number - len(self.items)


class OperationPage(NamedTuple):
    """Decisions, the newest first; `before` is where older ones go on, None at the end."""

    operations: list[Operation]
    before: datetime | None


class _Group(NamedTuple):
    id: UUID
    made_at: datetime
    grouped: int


def operations_before(
    before: datetime | None, count: int, condition: Q = IS_DECISION
) -> OperationPage:
    """Give the newest decisions whose changes fit the condition, all older than `before`."""
    groups = _groups(before, count + 1 + STRADDLING, condition)
    known = _shown_before([group.id for group in groups], before)
    fresh = [group for group in groups if group.id not in known]
    shown = fresh[:count]
    is_more = len(fresh) > count or sum(g.grouped for g in groups[:1]) >= CHANGES_GROUPED
    last = (shown or groups)[-1:]
    operations = _operations([group.id for group in shown])
    return OperationPage(operations, last[0].made_at if is_more else None)


def _shown_before(ids: Sequence[UUID], before: datetime | None) -> set[UUID]:
    """Give those that were on the page before: the last one may reach down to this page."""
    if before is None:
        return set()
    changes = StatusChange.objects.filter(operation_id__in=ids, changed_at__gte=before)
    return set(changes.order_by().values_list("operation_id", flat=True).distinct())


def _groups(before: datetime | None, count: int, condition: Q) -> list[_Group]:
    changes = StatusChange.objects.filter(condition).order_by("-changed_at")
    if before is not None:
        changes = changes.filter(changed_at__lt=before)
    newest = changes.values("operation_id", "changed_at")[:CHANGES_GROUPED]
    sql, params = newest.query.sql_with_params()
    statement = f"""
        SELECT operation_id, max(changed_at), sum(count(*)) OVER () FROM ({sql}) AS newest
        GROUP BY operation_id ORDER BY max(changed_at) DESC LIMIT %s
    """  # noqa: S608 - compiled by Django
    return [_Group(*row) for row in _rows(statement, [*params, count])]


def _operations(ids: Sequence[UUID]) -> list[Operation]:
    changes = StatusChange.objects.filter(operation_id__in=ids).exclude(from_status=None)
    groups = changes.order_by().values("operation_id")
    totals = groups.annotate(last=Max("pk"), number=Count("item", distinct=True))
    numbers = {row["last"]: row["number"] for row in totals}
    last = StatusChange.objects.select_related("user", "api_key").in_bulk(numbers)
    by_operation = {change.operation_id: change for change in last.values()}
    moves, items, undone = _moves(changes), _named(ids), _undone(ids)
    return [
        Operation(
            id=operation_id,
            change=by_operation[operation_id],
            number=numbers[by_operation[operation_id].pk],
            moves=moves[operation_id],
            items=items[operation_id],
            undone=undone[operation_id],
        )
        for operation_id in ids
    ]


def _moves(changes: Any) -> Mapping[UUID, tuple[Move, ...]]:
    rows = changes.order_by("operation_id", "from_status", "to_status")
    columns = ("operation_id", "from_status", "to_status")
    moves: dict[UUID, tuple[Move, ...]] = defaultdict(tuple)
    for operation_id, origin, target, number in rows.values_list(*columns).annotate(Count("pk")):
        moves[operation_id] += (Move(ItemStatus(origin), ItemStatus(target), number),)
    return moves


def _named(ids: Sequence[UUID]) -> Mapping[UUID, tuple[NamedItem, ...]]:
    items: dict[UUID, tuple[NamedItem, ...]] = defaultdict(tuple)
    for operation_id, item_id, title in _rows(_NAMED, [list(ids), ITEMS_NAMED]):
        items[operation_id] += (NamedItem(item_id, title),)
    return items


def _undone(ids: Sequence[UUID]) -> Mapping[UUID, Undone]:
    undone: dict[UUID, Undone] = defaultdict(lambda: Undone.NOT)
    for operation_id, examined, taken_back in _rows(_UNDONE, [list(ids), ITEMS_EXAMINED]):
        if taken_back:
            undone[operation_id] = Undone.WHOLLY if taken_back == examined else Undone.PARTLY
    return undone


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
