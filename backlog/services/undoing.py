"""Taking decisions back, one or many at a time, at any age."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.actors import Actor
from backlog.choices import DECIDABLE_STATUSES, TRANSITIONS, ItemStatus
from backlog.exceptions import AlreadyUndone, BacklogError, MovedOn, NothingToUndo
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import BulkOutcome, move_all, require_curator
from backlog.services.recording import recorded


@dataclass(frozen=True, slots=True)
class _Move:
    """What an operation did to one item: from where to where, and the last row that says so."""

    origin: ItemStatus
    target: ItemStatus
    last_change_id: int


def undo(
    *, operation_id: UUID, actor: Actor, item_ids: Collection[UUID] | None = None
) -> BulkOutcome:
    """Take back what an operation decided, about all of its items or `item_ids` alone.

    An item that has moved on since stays as it is and is reported. Where the state table has no
    direct way back, the item takes the shortest way that it has; all of it is one operation, which
    can be undone in turn.

    Raises DecisionNotAllowed or NothingToUndo.
    """
    require_curator(actor)
    outcome = BulkOutcome()
    with recorded(
        actor=actor, reason="undo", operation_id=outcome.operation_id, undoes=operation_id
    ):
        moves = _moves(operation_id, item_ids)
        if not moves:
            raise NothingToUndo(operation_id)
        _sort(moves, operation_id, outcome)
        for (current, origin), ids in _by_way(moves, outcome.changed).items():
            for status in way(current, origin):
                move_all(ids, status)
    return outcome


def way(start: ItemStatus, end: ItemStatus) -> list[ItemStatus]:
    """Give the fewest moves of the state table from one status to another, `start` left out."""
    ways: list[list[ItemStatus]] = [[]]
    reached = {start}
    for known in ways:
        here = known[-1] if known else start
        if here is end:
            return known
        ahead = [status for status in TRANSITIONS[here] if status not in reached]
        reached.update(ahead)
        ways.extend([*known, status] for status in ahead)
    raise AssertionError(f"no way leads from {start} to {end}")


def _moves(operation_id: UUID, item_ids: Collection[UUID] | None) -> dict[UUID, _Move]:
    changes = StatusChange.objects.of_operation(operation_id).exclude(from_status=None)
    if item_ids is not None:
        changes = changes.filter(item__in=item_ids)
    moves: dict[UUID, _Move] = {}
    for change in changes:
        first = moves.get(change.item_id)
        start = first.origin if first else ItemStatus(str(change.from_status))
        moves[change.item_id] = _Move(start, ItemStatus(change.to_status), change.pk)
    return {item_id: move for item_id, move in moves.items() if _is_decision(move)}


def _is_decision(move: _Move) -> bool:
    return {move.origin, move.target} <= set(DECIDABLE_STATUSES)


def _sort(moves: Mapping[UUID, _Move], operation_id: UUID, outcome: BulkOutcome) -> None:
    items = {item.pk: item for item in BacklogItem.objects.locked(moves).only("status")}
    latest = {change.item_id: change for change in StatusChange.objects.latest_of(items)}
    for item_id in items:
        try:
            _require_untouched(moves[item_id], latest[item_id], operation_id)
            outcome.changed.append(item_id)
        except BacklogError as error:
            outcome.unchanged[error.reason].append(item_id)


def _require_untouched(move: _Move, latest: StatusChange, operation_id: UUID) -> None:
    if latest.pk == move.last_change_id:
        return
    if latest.undoes_operation_id == operation_id:
        raise AlreadyUndone
    raise MovedOn(latest.to_status)


def _by_way(
    moves: Mapping[UUID, _Move], item_ids: Iterable[UUID]
) -> dict[tuple[ItemStatus, ItemStatus], list[UUID]]:
    ways: dict[tuple[ItemStatus, ItemStatus], list[UUID]] = defaultdict(list)
    for item_id in item_ids:
        ways[moves[item_id].target, moves[item_id].origin].append(item_id)
    return ways
