"""What the browser sends to triage, read strictly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

from backlog.admin.triage.place import Place
from backlog.admin.triage.waiting import IDS_PARAMETER, ITEMS_AT_ONCE, PLACE_PARAMETER
from backlog.choices import Decision

TRIAGED: Final = (Decision.APPROVE, Decision.DEFER, Decision.REJECT)
LONGEST_REASON: Final = 2_000


class BadField(Exception):
    """A value that can't be understood; the message says what would be right."""

    def __init__(self, field: str, expected: str) -> None:
        self.field = field
        super().__init__(f"{field}: give {expected}.")


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation on an item, named by the browser so that it can be sent again."""

    item_id: UUID
    operation_id: UUID


@dataclass(frozen=True, slots=True)
class Decided(Asked):
    """A decision; only a rejection needs its reason."""

    decision: Decision
    reason: str


def read_decision(request: HttpRequest) -> Decided:
    """Read a decision; raises BadField."""
    body = _object(request)
    decision = _decision(body)
    reason = _reason(body)
    if decision is Decision.REJECT and not reason:
        raise BadField("reason", "a reason; a rejection needs one")
    return Decided(_uuid(body, "item"), _uuid(body, "operation"), decision, reason)


def read_undoing(request: HttpRequest) -> Asked:
    """Read which operation on which item is to be undone; raises BadField."""
    body = _object(request)
    return Asked(_uuid(body, "item"), _uuid(body, "operation"))


def read_place(request: HttpRequest) -> Place | None:
    """Read after which place the items are asked for; None for the first; raises BadField."""
    text = request.GET.get(PLACE_PARAMETER)
    if text is None:
        return None
    try:
        return Place.read(text)
    except (ValueError, OverflowError) as error:
        raise BadField(PLACE_PARAMETER, "the place of an item, as the queue says it") from error


def read_ids(request: HttpRequest) -> list[UUID] | None:
    """Read which items are asked for by id; None if none are; raises BadField."""
    text = request.GET.get(IDS_PARAMETER)
    if text is None:
        return None
    try:
        ids = [UUID(part) for part in text.split(",")]
    except ValueError as error:
        raise BadField(IDS_PARAMETER, "ids of items, separated by commas") from error
    if len(ids) > ITEMS_AT_ONCE:
        raise BadField(IDS_PARAMETER, f"at most {ITEMS_AT_ONCE} ids at a time")
    return ids


def _object(request: HttpRequest) -> Mapping[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadField("body", "a JSON object") from error
    if not isinstance(body, dict):
        raise BadField("body", "a JSON object")
    return body


def _uuid(body: Mapping[str, Any], field: str) -> UUID:
    value = body.get(field)
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise BadField(field, "an id, as 8-4-4-4-12 hexadecimal digits") from error


def _decision(body: Mapping[str, Any]) -> Decision:
    value = body.get("decision")
    if not isinstance(value, str) or value not in TRIAGED:
        raise BadField("decision", f"one of {', '.join(TRIAGED)}")
    return Decision(value)


def _reason(body: Mapping[str, Any]) -> str:
    value = body.get("reason", "")
    if not isinstance(value, str) or not _is_storable(value):
        raise BadField("reason", f"a text of at most {LONGEST_REASON:,} characters")
    return value.strip()


def _is_storable(text: str) -> bool:
    """Tell whether PostgreSQL takes the text: it knows neither NUL nor half a character."""
    if len(text) > LONGEST_REASON or "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
