"""Which rows already stand for a suggestion."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from accounts.models import GitHubRepository
from backlog.judging.context import Predecessor
from backlog.models import Fingerprint, StatusChange


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
    """Give, for each of these fingerprints that is known, the rows that stand for it."""
    known = list(
        Fingerprint.objects.of_repository(repository)
        .filter(value__in=list(fingerprints))
        .select_related("item", "filtered_item")
    )
    decided = _last_changes({row.item_id for row in known if row.item_id is not None})
    return {
        row.value: Predecessor(
            row.item, row.filtered_item, decided.get(row.item_id) if row.item_id else None
        )
        for row in known
    }


def _last_changes(item_ids: set[UUID]) -> dict[UUID, datetime]:
    changes = StatusChange.objects.filter(item__in=item_ids).order_by().values_list("item_id")
    return dict(changes.annotate(Max("changed_at")))
