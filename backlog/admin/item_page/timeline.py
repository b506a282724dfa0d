"""What happened to an item: decisions and edits together, the latest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Left

from accounts.choices import Channel
from backlog.admin.badges import ITEM_STATUS
from backlog.admin.item_page.differences import Line, differences
from backlog.choices import DECIDABLE_STATUSES, ItemStatus
from backlog.models import BacklogItem, FieldChange, StatusChange

CHANGES_ON_ITEM_PAGE: Final = 20
CHANGES_ON_HISTORY_PAGE: Final = 50
"""The latest changes that each page shows; the next page of the history has the earlier ones."""

COMPARED_CHARACTERS: Final = 4_000
"""Texts up to this length are compared right in the history; longer ones on a page of their own."""

_SHORT_FIELDS: Final = {"area", "type", "complexity", "impact_score", "effort_score"}


type _Change = StatusChange | FieldChange


@dataclass(frozen=True, slots=True)
class Status:
    """A status as its label: text and variant."""

    label: str
    variant: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a column. A long text has neither lines nor values: `change_id` leads to them."""

    change_id: int
    label: str
    before: str = ""
    after: str = ""
    lines: tuple[Line, ...] = ()
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What one operation did to the item: either a move, or edits of what it says."""

    when: datetime
    who: tuple[str, ...]
    channel: str
    database_role: str
    reason: str
    operation_id: UUID
    origin: Status | None = None
    target: Status | None = None
    edits: tuple[Edit, ...] = ()
    is_decision: bool = False
    is_undoing: bool = False
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of entries; `before` is the time that the next page begins at, None on the last."""

    entries: tuple[Entry, ...] = field(default=())
    before: datetime | None = None


def timeline_of(item: BacklogItem, *, limit: int, before: datetime | None = None) -> Timeline:
    """Give the latest changes, or the latest before a time."""
    moves = _page(StatusChange.objects.filter(item=item), limit, before)
    edits = _page(_without_long_texts(FieldChange.objects.filter(item=item)), limit, before)
    changes: list[_Change] = [*moves, *edits]
    changes.sort(key=_moment, reverse=True)
    shown = _with_those_of_the_same_time(changes, limit)
    undone = {change.undoes_operation_id for change in moves}
    return Timeline(
        entries=tuple(_entries(shown, undone)),
        before=shown[-1].changed_at if len(changes) > len(shown) else None,
    )


def status_of(value: str) -> Status:
    """Give how a status is shown."""
    return Status(ItemStatus(value).label, ITEM_STATUS[value])


def text_lines(change: FieldChange) -> list[Line]:
    """Give what changed in a text."""
    return differences(change.before or "", change.after or "")


def field_label(name: str) -> str:
    """Give what people call a column of an item."""
    label = str(BacklogItem._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # columns alone have changes
    return label[:1].upper() + label[1:]


def _moment(change: _Change) -> tuple[datetime, bool, int]:
    return change.changed_at, isinstance(change, StatusChange), change.pk


def _page[Row: (StatusChange, FieldChange)](
    rows: QuerySet[Row], limit: int, before: datetime | None
) -> list[Row]:
    earlier = rows if before is None else rows.filter(changed_at__lt=before)
    return list(earlier.select_related("user", "api_key")[: limit + 1])


def _without_long_texts(rows: QuerySet[FieldChange]) -> QuerySet[FieldChange]:
    """Load of each text only as much as tells whether it is a long one."""
    length = COMPARED_CHARACTERS + 1
    beginnings = {"old": Left("before", length), "new": Left("after", length)}
    return rows.defer("before", "after").annotate(**beginnings)


def _with_those_of_the_same_time(changes: Sequence[_Change], limit: int) -> Sequence[_Change]:
    """One page: what happened at the moment of its last change isn't parted from it."""
    end = limit
    while end < len(changes) and changes[end].changed_at == changes[end - 1].changed_at:
        end += 1
    return changes[:end]


def _entries(changes: Iterable[_Change], undone: set[UUID | None]) -> Iterator[Entry]:
    for _, group in groupby(changes, key=attrgetter("__class__", "operation_id")):
        together = list(group)
        if isinstance(together[0], StatusChange):
            yield from (_move(change, undone) for change in together)  # type: ignore[arg-type]  # of one class
        else:
            yield _edited(together)  # type: ignore[arg-type]  # of one class


def _move(change: StatusChange, undone: set[UUID | None]) -> Entry:
    statuses = {change.from_status, change.to_status}
    return Entry(
        when=change.changed_at,
        who=_who(change),
        channel=Channel(change.channel).label,
        database_role=change.database_role,
        reason=change.reason,
        operation_id=change.operation_id,
        origin=status_of(change.from_status) if change.from_status else None,
        target=status_of(change.to_status),
        is_decision=statuses <= set(DECIDABLE_STATUSES),
        is_undoing=change.undoes_operation_id is not None,
        is_undone=change.operation_id in undone,
    )


def _edited(changes: Sequence[FieldChange]) -> Entry:
    first = changes[0]
    return Entry(
        when=first.changed_at,
        who=_who(first),
        channel=Channel(first.channel).label,
        database_role=first.database_role,
        reason=first.reason,
        operation_id=first.operation_id,
        edits=tuple(_edit(change) for change in changes),
    )


def _edit(change: FieldChange) -> Edit:
    label = field_label(change.field)
    before, after = (getattr(change, name) or "" for name in ("old", "new"))
    if change.field in _SHORT_FIELDS:
        return Edit(change.pk, label, before or "none", after or "none")
    if max(len(before), len(after)) > COMPARED_CHARACTERS:
        return Edit(change.pk, label, is_long=True)
    return Edit(change.pk, label, lines=tuple(differences(before, after)))


def _who(change: _Change) -> tuple[str, ...]:
    """The user and the API key that the writer named; by id what is no longer there."""
    user = str(change.user) if change.user else f"user {change.user_id}"
    key = f"API key {change.api_key or change.api_key_id}"
    return (*([user] if change.user_id else []), *([key] if change.api_key_id else []))
