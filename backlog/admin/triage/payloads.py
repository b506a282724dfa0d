"""What triage tells the browser about items, as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models.functions import Left
from django.template.loader import render_to_string

from accounts.admin.relating import row_url
from accounts.models import User
from backlog.admin.item_page.evidence import evidence_of
from backlog.admin.item_page.scores import scores_of
from backlog.admin.triage.place import Place
from backlog.admin.triage.waiting import SHOWN_CHARACTERS, items_with_texts
from backlog.choices import ItemStatus
from backlog.counting import CappedCount
from backlog.models import BacklogItem, StatusChange
from backlog.prd.rendering import rendered

type Payload = dict[str, Any]

SHOWN_PLACES: Final = 8
OFFERED_REASONS: Final = 5
LONGEST_OFFERED_REASON: Final = 300
CHANGES_SEARCHED_FOR_REASONS: Final = 500


def payloads_of(item_ids: Iterable[UUID], reader: User) -> list[Payload]:
    """Describe the items, in this order, for whoever reads; those that are gone are left out."""
    items = items_with_texts(item_ids)
    decided = [item.pk for item in items if item.status != ItemStatus.NEW]
    changes = {row.item_id: row for row in StatusChange.objects.latest_of(decided)}
    return [_payload(item, told(item.status, changes.get(item.pk), reader)) for item in items]


def told(status: str, change: StatusChange | None, reader: User) -> str:
    """Say where an item stands and who put it there: “approved by alice, 2 minutes ago”.

    Empty for a new item.
    """
    if status == ItemStatus.NEW:
        return ""
    stands = ItemStatus(status).label.lower()
    if change is None or change.to_status != status:
        return stands
    when = str(naturaltime(change.changed_at)).replace("\xa0", " ")
    return f"{stands} by {_who(change, reader)}, {when}"


def count_payload(count: CappedCount) -> Payload:
    """Describe a count; `is_capped` says that there are more."""
    return {"number": count.number, "is_capped": count.is_capped}


def offered_reasons(user: User) -> list[str]:
    """Give the last few reasons, each once, for which the person rejected; the latest first."""
    columns = ("to_status", "undoes_operation_id", "cut_reason")
    rows = StatusChange.objects.filter(user=user).order_by("-pk")
    rows = rows.annotate(cut_reason=Left("reason", LONGEST_OFFERED_REASON + 1))
    reasons: dict[str, None] = {}
    for status, undone, reason in rows.values_list(*columns)[:CHANGES_SEARCHED_FOR_REASONS]:
        line = " ".join(reason.split())
        if status == ItemStatus.REJECTED and undone is None and _is_offered(line):
            reasons[line] = None
    return list(reasons)[:OFFERED_REASONS]


def _is_offered(line: str) -> bool:
    return 0 < len(line) <= LONGEST_OFFERED_REASON


def _payload(item: BacklogItem, standing: str) -> Payload:
    return {
        "id": str(item.pk),
        "title": item.title,
        "url": row_url(item),
        "place": str(Place.of(item)),
        "status": item.status,
        "told": standing,
        "html": render_to_string("backlog/triage/item.html", _shown(item)),
    }


def _shown(item: BacklogItem) -> dict[str, Any]:
    texts: Sequence[str] = (item.problem, item.solution)
    places = [place for place in evidence_of(item).places if place.url]
    return {
        "item": item,
        "url": row_url(item),
        "scores": scores_of(item),
        "problem": rendered(item.problem[:SHOWN_CHARACTERS]),
        "solution": rendered(item.solution[:SHOWN_CHARACTERS]),
        "is_cut": any(len(text) > SHOWN_CHARACTERS for text in texts),
        "places": places[:SHOWN_PLACES],
        "more_places": max(len(places) - SHOWN_PLACES, 0),
    }


def _who(change: StatusChange, reader: User) -> str:
    if change.api_key_id is not None:
        return f"the API key {change.api_key or change.api_key_id}"
    if change.user_id == reader.pk:
        return "you"
    if change.user_id is not None:
        return str(change.user or "a user who is gone")
    return f"the database role {change.database_role}"
