"""The indexes of the backlog's items: what each is for. Every one makes writing an item slower.

The lists find the ids of a page first, in an index alone; so the columns that lists are filtered
by stand in the two indexes of the usual order, and the status in those of the other orders.
"""

from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from backlog.choices import (
    COMPARED_STATUSES,
    QUICK_WIN_MAXIMUM_EFFORT,
    QUICK_WIN_MINIMUM_IMPACT,
    ItemStatus,
)
from backlog.querysets import BY_COMPLEXITY, BY_CREATION, BY_EFFORT, BY_IMPACT, BY_PRIORITY
from backlog.text_search import words_of_item
from mason.database.indexes import LongNameIndex

_FILTERED_BY: Final = [
    "repository",
    "area",
    "type",
    "complexity",
    "impact_score",
    "effort_score",
]
_NEW: Final = Q(status=ItemStatus.NEW)
# Spelled out: a model's index may not name a condition of the querysets that grows later.
_NEW_QUICK_WIN: Final = _NEW & Q(
    impact_score__gte=QUICK_WIN_MINIMUM_IMPACT, effort_score__lte=QUICK_WIN_MAXIMUM_EFFORT
)

ITEM_INDEXES: Final[list[models.Index]] = [
    LongNameIndex(fields=["repository"], name="idx_mason_pm_backlog_items_repository_id"),
    LongNameIndex(fields=["status"], name="idx_mason_pm_backlog_items_status"),
    # Claims, and the agents' list of what is next.
    LongNameIndex(
        "repository",
        *BY_PRIORITY,
        condition=Q(status=ItemStatus.APPROVED),
        name="backlog_items_to_claim",
    ),
    # The list of all, filtered by anything.
    LongNameIndex(
        *BY_PRIORITY, include=["status", *_FILTERED_BY], name="backlog_items_by_priority"
    ),
    # The list of one status, filtered by anything, and the counts on its tabs.
    LongNameIndex(
        "status", *BY_PRIORITY, include=_FILTERED_BY, name="backlog_items_of_status_by_priority"
    ),
    # The other orders that the list offers, each read in both directions.
    LongNameIndex(*BY_IMPACT, include=["status"], name="backlog_items_by_impact"),
    LongNameIndex(*BY_EFFORT, include=["status"], name="backlog_items_by_effort"),
    LongNameIndex(*BY_COMPLEXITY, include=["status"], name="backlog_items_by_complexity"),
    # Also the age of items, and how many came in a week.
    LongNameIndex(*BY_CREATION, include=["status"], name="backlog_items_by_creation"),
    # The recommended items: the best new ones of each area, and the best quick wins.
    LongNameIndex("area", *BY_PRIORITY, condition=_NEW, name="backlog_items_new_of_area"),
    LongNameIndex(
        *BY_PRIORITY, include=["area"], condition=_NEW_QUICK_WIN, name="backlog_items_quick_wins"
    ),
    # The plot of impact against effort.
    LongNameIndex(
        "impact_score", "effort_score", condition=_NEW, name="backlog_items_new_by_scores"
    ),
    # What was approved long ago and isn't begun.
    LongNameIndex(
        "updated_at", condition=Q(status=ItemStatus.APPROVED), name="backlog_items_approved_by_age"
    ),
    # The few items with a PRD, as the list's filter tells them.
    LongNameIndex(
        *BY_PRIORITY,
        include=["status"],
        condition=Q(prd_content__gt=""),
        name="backlog_items_with_prd",
    ),
    # The titles that a suggestion is compared with; what was decided long ago isn't read.
    LongNameIndex(
        "repository",
        condition=Q(status__in=COMPARED_STATUSES),
        name="backlog_items_open_of_repository",
    ),
    # The search.
    GinIndex(words_of_item(), name="backlog_items_by_word"),
]
