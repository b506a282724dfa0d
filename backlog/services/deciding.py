"""What curators decide: approve, defer, reject, reopen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from accounts.actors import Actor
from backlog.choices import (
    DECIDABLE_STATUSES,
    DECIDED_TOGETHER,
    TRANSITIONS,
    Decision,
    ItemStatus,
)
from backlog.exceptions import (
    BacklogError,
    DecisionNotAllowed,
    ItemNotFound,
    MissingValue,
    TooManyItems,
    TransitionConflict,
)
from backlog.models import BacklogItem
from backlog.services.recording import recorded


@dataclass(slots=True)
class BulkOutcome:
    """The ids of what changed and, by reason, of what did not; the operation can be undone."""

    changed: list[UUID] = field(default_factory=list)
    unchanged: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    operation_id: UUID = field(default_factory=uuid4)


def decide(
    *,
    item_id: UUID,
    seen: str,
    decision: Decision,
    actor: Actor,
    reason: str = "",
    operation_id: UUID | None = None,
) -> BacklogItem:
    """Decide about an item that the curator saw in the status `seen`.

    Somebody else's decision in between makes this one a conflict, even where the state table
    would allow both: nobody overrules what they never saw. `operation_id` names the decision, for
    undoing it.

    Raises DecisionNotAllowed, MissingValue, ItemNotFound or TransitionConflict.
    """
    require_curator(actor)
    _require_reason(decision, reason)
    with recorded(actor=actor, reason=reason, operation_id=operation_id):
        item = BacklogItem.objects.locked([item_id]).first()
        _require_decidable(item, item_id, seen, decision)
        move_all([item_id], decision.target)
    return BacklogItem.objects.get(pk=item_id)


def decide_many(
    *, seen: Mapping[UUID, str], decision: Decision, actor: Actor, reason: str = ""
) -> BulkOutcome:
    """Decide about many items, each seen in the status that `seen` gives for its id.

    What can't be decided so is left as it is and reported; the rest changes, in one transaction
    and one statement. Raises DecisionNotAllowed, MissingValue or TooManyItems.
    """
    require_curator(actor)
    _require_reason(decision, reason)
    if len(seen) > DECIDED_TOGETHER:
        raise TooManyItems(DECIDED_TOGETHER)
    outcome = BulkOutcome()
    with recorded(actor=actor, reason=reason, operation_id=outcome.operation_id):
        items = {item.pk: item for item in BacklogItem.objects.locked(seen).only("status")}
        for item_id in sorted(seen):
            try:
                _require_decidable(items.get(item_id), item_id, seen[item_id], decision)
                outcome.changed.append(item_id)
            except BacklogError as error:
                outcome.unchanged[error.reason].append(item_id)
        move_all(outcome.changed, decision.target)
    return outcome


def require_curator(actor: Actor) -> None:
    """Raise DecisionNotAllowed for whoever may not decide."""
    if not actor.may_decide:
        raise DecisionNotAllowed


def move_all(item_ids: Iterable[UUID], target: ItemStatus) -> None:
    """Give these items, which the caller holds locked, a status; a trigger checks each move."""
    BacklogItem.objects.filter(pk__in=list(item_ids)).update(status=target)


def _require_reason(decision: Decision, reason: str) -> None:
    """Demand a reason of whoever rejects: nobody learns from a suggestion that just vanished."""
    if decision == Decision.REJECT and not reason.strip():
        raise MissingValue("reason", "why it is rejected")


def _require_decidable(
    item: BacklogItem | None, item_id: UUID, seen: str, decision: Decision
) -> None:
    if item is None:
        raise ItemNotFound(item_id)
    current = ItemStatus(item.status)
    allowed = TRANSITIONS[current] if current in DECIDABLE_STATUSES else ()
    if current != seen or decision.target not in allowed:
        raise TransitionConflict(current=current, target=decision.target, allowed=allowed)
