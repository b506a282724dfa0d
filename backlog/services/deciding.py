"""What curators decide: approve, defer, reject, reopen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from accounts.actors import Actor
from backlog.choices import DECIDABLE_STATUSES, TRANSITIONS, Decision, ItemStatus
from backlog.exceptions import BacklogError, DecisionNotAllowed, ItemNotFound, TransitionConflict
from backlog.models import BacklogItem
from backlog.services.recording import recorded


@dataclass(slots=True)
class BulkOutcome:
    """The ids of what changed and, by reason, of what did not."""

    changed: list[UUID] = field(default_factory=list)
    unchanged: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))


def decide(
    *, item_id: UUID, seen: str, decision: Decision, actor: Actor, reason: str = ""
) -> BacklogItem:
    """Decide about an item that the curator saw in the status `seen`.

    Somebody else's decision in between makes this one a conflict, even where the state table
    would allow both: nobody overrules what they never saw.

    Raises DecisionNotAllowed, ItemNotFound or TransitionConflict.
    """
    _require_curator(actor)
    with recorded(actor=actor, reason=reason):
        item = BacklogItem.objects.locked([item_id]).first()
        if item is None:
            raise ItemNotFound(item_id)
        _apply(item, seen, decision)
        item.refresh_from_db(fields=["updated_at"])
    return item


def decide_many(
    *, seen: Mapping[UUID, str], decision: Decision, actor: Actor, reason: str = ""
) -> BulkOutcome:
    """Decide about many items, each seen in the status that `seen` gives for its id.

    What can't be decided so is left as it is and reported; the rest changes, in one transaction.
    Raises DecisionNotAllowed.
    """
    _require_curator(actor)
    outcome = BulkOutcome()
    with recorded(actor=actor, reason=reason):
        items = {item.pk: item for item in BacklogItem.objects.locked(seen)}
        for item_id in _in_lock_order(seen):
            try:
                _apply(_existing(items, item_id), seen[item_id], decision)
                outcome.changed.append(item_id)
            except BacklogError as error:
                outcome.unchanged[error.reason].append(item_id)
    return outcome


def _require_curator(actor: Actor) -> None:
    if not actor.may_decide:
        raise DecisionNotAllowed


def _in_lock_order(ids: Iterable[UUID]) -> list[UUID]:
    return sorted(ids)


def _existing(items: Mapping[UUID, BacklogItem], item_id: UUID) -> BacklogItem:
    if item_id not in items:
        raise ItemNotFound(item_id)
    return items[item_id]


def _apply(item: BacklogItem, seen: str, decision: Decision) -> None:
    current = ItemStatus(item.status)
    allowed = TRANSITIONS[current] if current in DECIDABLE_STATUSES else ()
    if current != seen or decision.target not in allowed:
        raise TransitionConflict(current=current, target=decision.target, allowed=allowed)
    item.status = decision.target
    item.save(update_fields=["status"])
