"""Bringing filtered items back."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import OverrideStatus
from backlog.exceptions import (
    AlreadyRestored,
    BacklogError,
    DecisionNotAllowed,
    FilteredItemNotFound,
    NotRestorable,
)
from backlog.models import BacklogItem, FilterConfirmation, FilteredItem, RestoreFeedback
from backlog.services.deciding import BulkOutcome
from backlog.services.recording import recorded

_KEPT = (
    "title",
    "problem",
    "solution",
    "complexity",
    "impact_score",
    "effort_score",
    "benefits",
    "analysis_run",
    "repository",
)


def restore(*, filtered_item_id: UUID, actor: Actor, reason: str = "") -> BacklogItem:
    """Make a new backlog item of a filtered one, mark it restored and note the feedback.

    Raises DecisionNotAllowed, FilteredItemNotFound, AlreadyRestored or NotRestorable.
    """
    if not actor.may_decide:
        raise DecisionNotAllowed
    with recorded(actor=actor, reason=reason):
        filtered = FilteredItem.objects.locked([filtered_item_id]).first()
        if filtered is None:
            raise FilteredItemNotFound(filtered_item_id)
        return _restore(filtered)


def restore_many(
    *, filtered_item_ids: Iterable[UUID], actor: Actor, reason: str = ""
) -> BulkOutcome:
    """Restore what can be restored, and report by reason what can't; raises DecisionNotAllowed."""
    if not actor.may_decide:
        raise DecisionNotAllowed
    outcome = BulkOutcome()
    wanted = sorted(set(filtered_item_ids))
    with recorded(actor=actor, reason=reason):
        found = {filtered.pk: filtered for filtered in FilteredItem.objects.locked(wanted)}
        for filtered_item_id in wanted:
            try:
                _restore(_existing(found, filtered_item_id))
                outcome.changed.append(filtered_item_id)
            except BacklogError as error:
                outcome.unchanged[error.reason].append(filtered_item_id)
    return outcome


def _existing(found: Mapping[UUID, FilteredItem], filtered_item_id: UUID) -> FilteredItem:
    if filtered_item_id not in found:
        raise FilteredItemNotFound(filtered_item_id)
    return found[filtered_item_id]


def _restore(filtered: FilteredItem) -> BacklogItem:
    if filtered.override_status == OverrideStatus.RESTORED:
        raise AlreadyRestored(filtered.pk)
    item = _item_of(filtered)
    item.save(force_insert=True)
    filtered.override_status = OverrideStatus.RESTORED
    filtered.save(update_fields=["override_status"])
    filtered.fingerprints.update(item=item)
    FilterConfirmation.objects.filter(filtered_item=filtered).delete()
    RestoreFeedback.objects.create(
        filtered_item=filtered,
        filter_tier=filtered.filter_tier or "",
        filter_reason=filtered.filter_reason,
        restored_at=timezone.now(),
    )
    return item


def _item_of(filtered: FilteredItem) -> BacklogItem:
    item = BacklogItem(**{name: getattr(filtered, name) for name in _KEPT})
    item.area, item.type = filtered.area or None, filtered.type or None
    run, repository = filtered.analysis_run, filtered.repository
    item.user = repository.user if repository else run.user if run else None
    try:
        item.clean_fields()
    except ValidationError as error:
        problems = [f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
        raise NotRestorable(filtered.pk, problems) from error
    return item
