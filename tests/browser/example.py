"""A backlog for pictures: the same rows each time, of shops that don't exist."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import User
from backlog.choices import Area, Decision, ItemStatus, ItemType
from backlog.models import BacklogItem
from backlog.services.deciding import decide
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_filtered_item,
    make_item,
    make_repository,
)

BENEFITS: Final = [
    {
        "category": "reliability",
        "icon": "verified",
        "title": "Orders get through",
        "description": "A payment provider's short outage costs no order any more.",
    },
    {
        "category": "sales_team",
        "icon": "trending_up",
        "title": "Fewer abandoned carts",
        "description": "Who meets an error at the till seldom comes back.",
    },
]
# Title, area, type, impact, effort, complexity, age in days.
ITEMS: Final = (
    ("Retry payments that time out", Area.BACKEND, ItemType.BACKEND, 9, 3, 2, 1),
    ("Show the delivery date before checkout", Area.FRONTEND, ItemType.DISCOVERY, 8, 2, 2, 1),
    ("Index orders by customer and day", Area.BACKEND, ItemType.DASHBOARD, 7, 2, 1, 2),
    ("Name the field that a form refuses", Area.FRONTEND, ItemType.DISCOVERY, 6, 3, 2, 2),
    ("Send order mails from a queue", Area.BACKEND, ItemType.BACKEND, 8, 6, 4, 3),
    ("Check uploads for their type", Area.BACKEND, ItemType.AUTH, 8, 3, 2, 3),
    ("Load product pictures as they scroll in", Area.FRONTEND, ItemType.DISCOVERY, 6, 4, 3, 5),
    ("Close the report file after an error", Area.BACKEND, ItemType.BACKEND, 5, 1, 1, 8),
    ("Keep carts for thirty days", Area.BACKEND, ItemType.BACKEND, 7, 5, 3, 13),
    ("Ask for a second factor at the back office", Area.BACKEND, ItemType.AUTH, 9, 6, 4, 13),
    ("Fold the three price services into one", Area.BACKEND, ItemType.BACKEND, 6, 9, 5, 21),
    ("Add a search by article number", Area.FRONTEND, ItemType.DISCOVERY, 7, 3, 2, 21),
)
PROBLEM: Final = (
    "`checkout/payments.py` calls the provider once, with no time limit. When the provider is slow"
    " the customer sees an error, and the order is lost."
)
SOLUTION: Final = (
    "Give the call in `charge()` ten seconds, try it three times with the same idempotency key,"
    " and tell the customer that the payment is being checked when the last one fails."
)
DECIDED: Final = ((8, Decision.APPROVE), (9, Decision.APPROVE), (10, Decision.REJECT))


def make_example() -> User:
    """Fill an empty database; give the curator whose backlog it is."""
    curator = make_curator(github_username="curator")
    run = make_analysis_run(repository=make_repository(github_full_name="acme/shop", user=curator))
    items = [_item(run, *row) for row in ITEMS]
    actor = Actor.curator(curator)
    for index, decision in DECIDED:
        item = items[index]
        reason = "The price services are replaced next year."
        decide(item_id=item.pk, seen=item.status, decision=decision, actor=actor, reason=reason)
    make_filtered_item(
        repository=run.repository,
        analysis_run=run,
        title="Retry failed payments",
        filter_reason="in_hand: The same suggestion is being carried out.",
    )
    return curator


def _item(run: Any, title: str, area: str, kind: str, *numbers: int) -> BacklogItem:
    impact, effort, complexity, days = numbers
    return make_item(
        repository=run.repository,
        analysis_run=run,
        title=title,
        problem=PROBLEM,
        solution=SOLUTION,
        area=area,
        type=kind,
        impact_score=impact,
        effort_score=effort,
        complexity=complexity,
        benefits=BENEFITS,
        status=ItemStatus.NEW,
        created_at=timezone.now() - timedelta(days=days),
    )
