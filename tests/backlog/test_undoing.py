import uuid
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actors import Actor
from backlog.choices import DECIDABLE_STATUSES, TRANSITIONS, Decision, ItemStatus
from backlog.exceptions import DecisionNotAllowed, NothingToUndo
from backlog.models import BacklogItem, StatusChange
from backlog.services.carrying_out import start
from backlog.services.deciding import decide, decide_many
from backlog.services.undoing import undo, way
from tests.concurrency import at_once
from tests.factories import make_api_key, make_curator, make_item, make_repository, make_viewer

pytestmark = pytest.mark.django_db

RACES = 20
DECISIONS = [
    (status, decision)
    for status in DECIDABLE_STATUSES
    for decision in Decision
    if decision.target in TRANSITIONS[status]
]


def curator():
    return Actor.curator(make_curator())


def decided(item, decision, actor=None):
    """Decide about an item and give the operation's id."""
    operation_id = uuid.uuid4()
    decide(
        item_id=item.pk,
        seen=BacklogItem.objects.get(pk=item.pk).status,
        decision=Decision(decision),
        actor=actor or curator(),
        reason="Because",
        operation_id=operation_id,
    )
    return operation_id


def statuses(*items):
    rows = dict(BacklogItem.objects.values_list("pk", "status"))
    return [rows[item.pk] for item in items]


@pytest.mark.parametrize(("status", "decision"), DECISIONS)
def test_every_decision_can_be_undone(status, decision):
    item = make_item(status=status)
    operation_id = decided(item, decision)

    outcome = undo(operation_id=operation_id, actor=curator())

    assert (outcome.changed, dict(outcome.unchanged)) == ([item.pk], {})
    assert statuses(item) == [status]


@pytest.mark.parametrize(("status", "decision"), DECISIONS)
def test_undoing_can_be_undone(status, decision):
    item = make_item(status=status)
    first = undo(operation_id=decided(item, decision), actor=curator())

    undo(operation_id=first.operation_id, actor=curator())

    assert statuses(item) == [decision.target]


def test_undoing_is_recorded_as_a_move_of_who_undid_it():
    item = make_item()
    operation_id = decided(item, "reject")
    user = make_curator()

    outcome = undo(operation_id=operation_id, actor=Actor.curator(user))

    change = item.status_changes.first()
    assert (change.from_status, change.to_status, change.user, change.reason) == (
        "rejected",
        "new",
        user,
        "undo",
    )
    assert change.operation_id == outcome.operation_id
    assert change.undoes_operation_id == operation_id


def test_what_moved_on_is_told_and_the_rest_is_undone():
    first, second, third = (make_item() for _ in range(3))
    outcome = decide_many(
        seen={item.pk: "new" for item in (first, second, third)},
        decision=Decision.APPROVE,
        actor=curator(),
    )
    start(item_id=second.pk, branch_name="mason/x", actor=curator())
    decided(third, "defer")

    undone = undo(operation_id=outcome.operation_id, actor=curator())

    assert statuses(first, second, third) == ["new", "in_progress", "deferred"]
    assert (undone.changed, dict(undone.unchanged)) == (
        [first.pk],
        {
            "It has moved on since: it is in progress now.": [second.pk],
            "It has moved on since: it is deferred now.": [third.pk],
        },
    )


def test_an_item_that_came_back_to_the_same_status_has_moved_on():
    item = make_item()
    operation_id = decided(item, "approve")
    decided(item, "reopen")
    decided(item, "approve")

    outcome = undo(operation_id=operation_id, actor=curator())

    assert (outcome.changed, list(outcome.unchanged)) == (
        [],
        ["It has moved on since: it is approved now."],
    )


def test_undoing_twice_says_so():
    item = make_item()
    operation_id = decided(item, "approve")
    undo(operation_id=operation_id, actor=curator())

    outcome = undo(operation_id=operation_id, actor=curator())

    assert dict(outcome.unchanged) == {"The decision was undone before.": [item.pk]}


def test_one_item_of_a_bulk_decision_can_be_undone_alone():
    items = [make_item(), make_item()]
    outcome = decide_many(
        seen={item.pk: "new" for item in items},
        decision=Decision.REJECT,
        actor=curator(),
        reason="Because",
    )

    undo(operation_id=outcome.operation_id, actor=curator(), item_ids=[items[0].pk])

    assert statuses(*items) == ["new", "rejected"]


@pytest.mark.parametrize("move", ["claimed", "unknown", "made"])
def test_what_is_no_decision_can_not_be_undone(move):
    item = make_item(status="approved")
    if move == "claimed":
        start(item_id=item.pk, branch_name="mason/x", actor=curator())
    operation_id = uuid.uuid4()
    if move == "claimed":
        operation_id = StatusChange.objects.get().operation_id

    with pytest.raises(NothingToUndo, match=str(operation_id)):
        undo(operation_id=operation_id, actor=curator())


@pytest.mark.parametrize(
    "actor",
    [lambda: Actor.curator(make_viewer()), lambda: Actor.agent(make_api_key()[0])],
    ids=["viewer", "agent"],
)
def test_only_curators_undo(actor):
    item = make_item()
    operation_id = decided(item, "approve")

    with pytest.raises(DecisionNotAllowed):
        undo(operation_id=operation_id, actor=actor())

    assert statuses(item) == ["approved"]


def test_a_decision_by_plain_sql_can_be_undone():
    item = make_item()
    BacklogItem.objects.update(status="rejected")

    undo(operation_id=StatusChange.objects.get().operation_id, actor=curator())

    assert statuses(item) == ["new"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_statements_is_the_same_for_one_and_thirty(count, django_assert_num_queries):
    items = [make_item() for _ in range(count)]
    outcome = decide_many(
        seen={item.pk: "new" for item in items}, decision=Decision.APPROVE, actor=curator()
    )
    actor = curator()
    assert actor.may_decide

    with django_assert_num_queries(8):
        undo(operation_id=outcome.operation_id, actor=actor)


@pytest.mark.django_db(transaction=True)
def test_undoing_and_deciding_at_once_lose_nothing():
    for _ in range(RACES):
        item = make_item(repository=make_repository())
        operation_id = decided(item, "approve")
        act = partial(undo, operation_id=operation_id, actor=curator())

        outcomes = at_once([act, act])

        assert sorted(len(outcome.changed) for outcome in outcomes) == [0, 1]
        assert [change.to_status for change in item.status_changes.order_by("pk")] == [
            "approved",
            "new",
        ]


@given(start_=st.sampled_from(ItemStatus), end=st.sampled_from(ItemStatus))
def test_a_way_consists_of_moves_that_the_state_table_has(start_, end):
    steps = [start_, *way(start_, end)]
    assert steps[-1] is end
    assert all(b in TRANSITIONS[a] for a, b in pairwise(steps))
