"""Telling a curator what a bulk action changed and what it left."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.access import CuratorAdmin
from accounts.admin.confirming import BULK_LIMIT, counted, named
from backlog.services.deciding import BulkOutcome

SHOWN_REASONS: Final = 5


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
) -> None:
    """Say how many rows changed and, by reason, which did not; `done` is the verb."""
    if outcome.changed:
        text = f"{done} {counted(len(outcome.changed), admin)}."
        admin.message_user(request, text, messages.SUCCESS)
    reasons = list(outcome.unchanged.items())
    for reason, ids in reasons[:SHOWN_REASONS]:
        text = f"Left {counted(len(ids), admin)} unchanged: {named(_titles(ids, titles))}. {reason}"
        admin.message_user(request, text, messages.WARNING)
    if rest := sum(len(ids) for _, ids in reasons[SHOWN_REASONS:]):
        text = f"Left {counted(rest, admin)} more unchanged, for other reasons."
        admin.message_user(request, text, messages.WARNING)


def _titles(ids: Iterable[UUID], titles: Mapping[UUID, str]) -> list[str]:
    return [titles.get(row_id, str(row_id)) for row_id in ids]
