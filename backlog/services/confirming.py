"""Saying of filtered items that the filter was right."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from backlog.choices import OverrideStatus
from backlog.models import FilterConfirmation, FilteredItem
from backlog.services.deciding import BulkOutcome, require_curator

RESTORED = "They were restored: the filter wasn't right."
MISSING = "They are gone."
CONFIRMED = "They were confirmed already."


@transaction.atomic
def confirm_many(
    *, filtered_item_ids: Iterable[UUID], actor: Actor, reason: str = ""
) -> BulkOutcome:
    """Confirm what is still filtered, once each, and report by reason what wasn't.

    Raises DecisionNotAllowed.
    """
    require_curator(actor)
    outcome = BulkOutcome()
    wanted = sorted(set(filtered_item_ids))
    # Locked, so that nobody restores one meanwhile.
    found = {row.pk: row for row in FilteredItem.objects.locked(wanted)}
    confirmed = set(
        FilterConfirmation.objects.filter(pk__in=wanted).values_list("filtered_item_id", flat=True)
    )
    for row_id in wanted:
        problem = _problem(found.get(row_id), is_confirmed=row_id in confirmed)
        if problem:
            outcome.unchanged[problem].append(row_id)
        else:
            outcome.changed.append(row_id)
    FilterConfirmation.objects.bulk_create(
        FilterConfirmation(
            filtered_item_id=row_id, user=actor.user, channel=actor.channel, reason=reason.strip()
        )
        for row_id in outcome.changed
    )
    return outcome


def _problem(row: FilteredItem | None, *, is_confirmed: bool) -> str:
    if row is None:
        return MISSING
    if row.override_status == OverrideStatus.RESTORED:
        return RESTORED
    return CONFIRMED if is_confirmed else ""
