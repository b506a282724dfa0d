import uuid

import pytest

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision, ItemStatus
from backlog.exceptions import DecisionNotAllowed, ItemNotFound, TransitionConflict
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide, decide_many
from tests.factories import make_api_key, make_curator, make_item, make_user

pytestmark = pytest.mark.django_db

DECISIONS = {
    "new": {"approve": "approved", "defer": "deferred", "reject": "rejected"},
    "approved": {"defer": "deferred", "reject": "rejected", "reopen": "new"},
    "in_progress": {},
    "deferred": {"approve": "approved", "reject": "rejected", "reopen": "new"},
    "rejected": {"reopen": "new"},
    "completed": {"reopen": "new"},
}
PAIRS = [(status, decision) for status in DECISIONS for decision in Decision.values]


def curator() -> Actor:
    return Actor.curator(make_curator())


def decide_with_reason(item, seen, decision):
    return decide(
        item_id=item.pk,
        seen=seen,
        decision=Decision(decision),
        actor=curator(),
        reason="Because",
    )


@pytest.mark.parametrize(("status", "decision"), PAIRS)
def test_a_decision_leads_where_the_state_table_says(status, decision):
    item = make_item(status=status)
    expected = DECISIONS[status].get(decision)
    if expected is None:
        with pytest.raises(TransitionConflict):
            decide_with_reason(item, status, decision)
    else:
        decide_with_reason(item, status, decision)
    item.refresh_from_db()
    assert item.status == (expected or status)


def test_a_decision_is_recorded_with_from_to_who_why_and_through_what():
    user = make_curator()
    item = make_item()

    decide(
        item_id=item.pk,
        seen="new",
        decision=Decision.REJECT,
        actor=Actor.curator(user),
        reason="Too small",
    )

    assert list(
        StatusChange.objects.values_list(
            "item", "from_status", "to_status", "user", "api_key", "channel", "reason"
        )
    ) == [(item.pk, "new", "rejected", user.pk, None, "admin", "Too small")]


def test_a_change_after_a_decision_is_not_recorded_as_the_curators():
    item = make_item()
    decide(item_id=item.pk, seen="new", decision=Decision.APPROVE, actor=curator(), reason="Yes")

    BacklogItem.objects.filter(pk=item.pk).update(status=ItemStatus.DEFERRED)

    change = item.status_changes.first()
    assert (change.user, change.channel, change.reason) == (None, Channel.SQL, "")


def test_a_conflict_names_the_current_status_and_the_allowed_ones():
    item = make_item(status=ItemStatus.REJECTED)

    with pytest.raises(TransitionConflict) as caught:
        decide(item_id=item.pk, seen="rejected", decision=Decision.APPROVE, actor=curator())

    assert (caught.value.current, caught.value.allowed) == ("rejected", ("new",))
    assert str(caught.value) == (
        "The item is rejected and can't become approved now; it may become new."
    )


def test_nobody_overrules_a_decision_that_they_did_not_see():
    item = make_item()
    decide(item_id=item.pk, seen="new", decision=Decision.APPROVE, actor=curator())

    with pytest.raises(TransitionConflict):
        decide_with_reason(item, "new", "reject")

    item.refresh_from_db()
    assert item.status == ItemStatus.APPROVED


def test_deciding_about_an_absent_item_says_so():
    with pytest.raises(ItemNotFound):
        decide(item_id=uuid.uuid4(), seen="new", decision=Decision.APPROVE, actor=curator())


def agent() -> Actor:
    return Actor.agent(make_api_key(user=make_curator())[0])


def ordinary_user() -> Actor:
    return Actor.curator(make_user())


def inactive_curator() -> Actor:
    return Actor.curator(make_curator(is_active=False))


@pytest.mark.parametrize("who", [agent, ordinary_user, inactive_curator])
def test_only_curators_decide(who):
    item = make_item()

    with pytest.raises(DecisionNotAllowed):
        decide(item_id=item.pk, seen="new", decision=Decision.APPROVE, actor=who())
    with pytest.raises(DecisionNotAllowed):
        decide_many(seen={item.pk: "new"}, decision=Decision.APPROVE, actor=who())

    item.refresh_from_db()
    assert item.status == ItemStatus.NEW


def test_deciding_about_many_changes_what_it_can_and_reports_the_rest_by_reason():
    fresh, rejected = make_item(), make_item(status=ItemStatus.REJECTED)
    moved, absent = make_item(status=ItemStatus.DEFERRED), uuid.uuid4()

    outcome = decide_many(
        seen={fresh.pk: "new", rejected.pk: "rejected", moved.pk: "new", absent: "new"},
        decision=Decision.APPROVE,
        actor=curator(),
    )

    assert outcome.changed == [fresh.pk]
    assert dict(outcome.unchanged) == {
        "The item is rejected and can't become approved now; it may become new.": [rejected.pk],
        "The item is deferred and can't become approved now;"
        " it may become new, approved, rejected.": [moved.pk],
        "There is no such backlog item.": [absent],
    }
    statuses = dict(BacklogItem.objects.values_list("pk", "status"))
    assert statuses == {fresh.pk: "approved", rejected.pk: "rejected", moved.pk: "deferred"}


def test_deciding_about_many_records_each_with_the_same_reason():
    items = [make_item() for _ in range(3)]

    decide_many(
        seen={item.pk: "new" for item in items},
        decision=Decision.DEFER,
        actor=curator(),
        reason="Next quarter",
    )

    assert set(StatusChange.objects.values_list("item", "reason")) == {
        (item.pk, "Next quarter") for item in items
    }


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_statements_that_a_decision_needs(count, django_assert_num_queries):
    items = [make_item() for _ in range(count)]
    actor = curator()
    assert actor.may_decide

    with django_assert_num_queries(6):
        decide_many(seen={item.pk: "new" for item in items}, decision=Decision.APPROVE, actor=actor)
