"""Telling a curator what a bulk action changed and what it left."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.access import CuratorAdmin
from accounts.admin.confirming import BULK_LIMIT, SHOWN_TITLES, counted, named
from backlog.models import BacklogItem
from backlog.services.deciding import BulkOutcome

SHOWN_REASONS: Final = 5


class UndoLabel(StrEnum):
    """What the button says that takes back what a message tells."""

    UNDO = "undo"
    REDO = "redo"


def undo_tag(operation_id: UUID, label: UndoLabel = UndoLabel.UNDO) -> str:
    """Give the tag of a message that makes the template offer to take the operation back."""
    return f"{label}:{operation_id}"


def within_limit(admin: CuratorAdmin, request: HttpRequest, rows: QuerySet[Any]) -> bool:
    """Tell whether a selection can be changed together, and the curator if it can't."""
    if rows.order_by()[: BULK_LIMIT + 1].count() <= BULK_LIMIT:
        return True
    text = f"Select at most {BULK_LIMIT:,} at a time: filter the list further."
    admin.message_user(request, text, messages.ERROR)
    return False


def report(
    admin: CuratorAdmin,
    request: HttpRequest,
    *,
    done: str,
    outcome: BulkOutcome,
    titles: Mapping[UUID, str],
    undo_label: UndoLabel | None = None,
) -> None:
    """Say how many rows changed and, by reason, which did not; `done` is the verb.

    `titles` need not have more rows than `named_titles` gives. With an `undo_label` the message
    offers to take the change back.
    """
    if outcome.changed:
        text = f"{done} {counted(len(outcome.changed), admin)}."
        tag = undo_tag(outcome.operation_id, undo_label) if undo_label else ""
        admin.message_user(request, text, messages.SUCCESS, extra_tags=tag)
    reasons = list(outcome.unchanged.items())
    for reason, ids in reasons[:SHOWN_REASONS]:
        text = f"Left {counted(len(ids), admin)} unchanged: {named(_titles(ids, titles))}. {reason}"
        admin.message_user(request, text, messages.WARNING)
    if rest := sum(len(ids) for _, ids in reasons[SHOWN_REASONS:]):
        text = f"Left {counted(rest, admin)} more unchanged, for other reasons."
        admin.message_user(request, text, messages.WARNING)


def named_titles(outcome: BulkOutcome) -> dict[UUID, str]:
    """Load the titles of the items that a report names, and no others."""
    reasons = islice(outcome.unchanged.values(), SHOWN_REASONS)
    shown = [item_id for ids in reasons for item_id in ids[:SHOWN_TITLES]]
    rows = BacklogItem.objects.filter(pk__in=shown).order_by()
    return dict(rows.values_list("pk", "title"))


def _titles(ids: Iterable[UUID], titles: Mapping[UUID, str]) -> list[str]:
    return [titles.get(row_id, str(row_id)) for row_id in ids]
