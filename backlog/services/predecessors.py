"""Which rows already stand for a suggestion."""

import json
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from accounts.models import GitHubRepository
from backlog.choices import COMPARED_STATUSES
from backlog.judging.context import Predecessor
from backlog.models import BacklogItem, FilteredItem, Fingerprint, Judgement, StatusChange
from mason.database.prepared import fetch

_JUDGEMENTS: Final = Judgement._meta.db_table
# What was filtered because it repeats an item goes the way of that item.
_KNOWN: Final = f"""
    SELECT known.value, coalesce(known.item_id, filtered.repeats_id), known.filtered_item_id,
        filtered.filtered_by, judged.file_digests
    FROM {Fingerprint._meta.db_table} AS known
    LEFT JOIN {_JUDGEMENTS} AS filtered ON filtered.filtered_item_id = known.filtered_item_id
    LEFT JOIN {_JUDGEMENTS} AS judged
        ON judged.item_id = coalesce(known.item_id, filtered.repeats_id)
    WHERE known.repository_id = %(repository_id)s AND known.value = ANY(%(values)s)
        AND (known.item_id IS NOT NULL OR known.filtered_item_id IS NOT NULL)
"""  # noqa: S608 - made of constants alone


def holders(repository: GitHubRepository) -> dict[str, str]:
    """Give, for each known fingerprint of the repository, the id of the row that holds it."""
    rows = Fingerprint.objects.of_repository(repository)
    return {
        value: str(item_id or filtered_item_id)
        for value, item_id, filtered_item_id in rows.values_list(
            "value", "item_id", "filtered_item_id"
        )
    }


def predecessors(
    repository: GitHubRepository, fingerprints: Iterable[str]
) -> dict[str, Predecessor]:
    """Give, for each of these fingerprints that is known, the rows that stand for it.

    Items that may be reopened are locked until the transaction ends.
    """
    known = fetch(_KNOWN, {"repository_id": repository.pk, "values": list(fingerprints)})
    if not known:
        return {}
    items = _items({item_id for _, item_id, *_ in known if item_id})
    filtered = FilteredItem.objects.in_bulk({row_id for _, _, row_id, *_ in known if row_id})
    decided = _last_changes(set(items))
    return {
        value: Predecessor(
            item=items.get(item_id),
            filtered_item=filtered.get(row_id),
            decided_at=decided[item_id].changed_at if item_id in decided else None,
            decided_because=decided[item_id].reason if item_id in decided else "",
            file_digests=json.loads(digests or "{}"),
            filtered_by=code,
        )
        for value, item_id, row_id, code, digests in known
    }


def _items(item_ids: set[UUID]) -> dict[UUID, BacklogItem]:
    items = BacklogItem.objects.in_bulk(item_ids)
    closed = [pk for pk, item in items.items() if item.status not in COMPARED_STATUSES]
    if not closed:
        return items
    return items | {item.pk: item for item in BacklogItem.objects.locked(closed)}


def _last_changes(item_ids: set[UUID]) -> dict[UUID, StatusChange]:
    """The change by which each item got its present status."""
    changes = StatusChange.objects.filter(item__in=item_ids).order_by("item_id", "-pk")
    latest = changes.distinct("item_id").only("item_id", "changed_at", "reason")
    return {change.item_id: change for change in latest}
