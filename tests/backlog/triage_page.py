"""Asking triage as its page does."""

import json
import re
from typing import Any, Final
from uuid import uuid4

from django.test import Client

from backlog.models import BacklogItem

PAGE: Final = "/admin/backlog/backlogitem/triage/"
QUEUE: Final = f"{PAGE}queue/"
DECIDE: Final = f"{PAGE}decide/"
UNDO: Final = f"{PAGE}undo/"


def post(client: Client, address: str, body: object) -> Any:
    """What the page sends."""
    return client.post(address, json.dumps(body), content_type="application/json")


def decision(item: BacklogItem, what: str = "approve", **more: Any) -> dict[str, Any]:
    """A decision as the page writes it, with an operation of its own."""
    return {
        "item": str(item.pk),
        "decision": what,
        "reason": "On purpose." if what == "reject" else "",
        "operation": str(uuid4()),
        **more,
    }


def undoing(sent: dict[str, Any]) -> dict[str, Any]:
    """What takes a sent decision back."""
    return {"item": sent["item"], "operation": sent["operation"]}


def titles(answer: Any) -> list[str]:
    """The titles of a queue's answer."""
    return [item["title"] for item in answer.json()["items"]]


def status_of(item: BacklogItem) -> str:
    """Where the item stands now."""
    return BacklogItem.objects.get(pk=item.pk).status


def timeless(answer: Any) -> Any:
    """What an answer holds, as if everything in it had happened just now."""
    return json.loads(re.sub(r"\d+ seconds? ago|a second ago", "now", answer.text))
