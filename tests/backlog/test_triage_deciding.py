from typing import Any
from uuid import uuid4

import pytest

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision
from backlog.models import StatusChange
from backlog.services.deciding import decide
from tests.admin_pages import signed_in
from tests.backlog.triage_page import (
    DECIDE,
    UNDO,
    decision,
    post,
    status_of,
    timeless,
    undoing,
)
from tests.factories import (
    make_curator,
    make_item,
)

pytestmark = pytest.mark.django_db

every_decision = pytest.mark.parametrize(
    ("what", "status"), [("approve", "approved"), ("defer", "deferred"), ("reject", "rejected")]
)
both_posts = pytest.mark.parametrize("address", [DECIDE, UNDO], ids=["decide", "undo"])


@every_decision
def test_decision_is_made_and_answered(what, status):
    item = make_item()

    answer = post(signed_in(make_curator()), DECIDE, decision(item, what))

    assert (answer.status_code, answer.json()) == (200, {"id": str(item.pk), "status": status})
    assert status_of(item) == status


def test_decision_is_recorded_with_curator_channel_reason_and_operation():
    item, curator = make_item(), make_curator()
    sent = decision(item, "reject", reason="  We keep it. ")

    post(signed_in(curator), DECIDE, sent)

    change = StatusChange.objects.get(item=item)
    assert (change.user, change.channel, change.reason, str(change.operation_id)) == (
        curator,
        Channel.ADMIN,
        "We keep it.",
        sent["operation"],
    )


def test_second_curator_is_told_who_decided_what_and_when():
    item, alice = make_item(), make_curator(github_username="alice")
    post(signed_in(alice), DECIDE, decision(item))

    answer = post(signed_in(make_curator()), DECIDE, decision(item, "reject"))

    assert (answer.status_code, timeless(answer)) == (
        409,
        {
            "detail": "Already approved by alice, now.",
            "item": {"status": "approved", "told": "approved by alice, now"},
        },
    )
    assert status_of(item) == "approved"


def test_own_decision_in_another_tab_is_told_as_ones_own():
    item, client = make_item(), signed_in(make_curator())
    post(client, DECIDE, decision(item, "defer"))

    answer = post(client, DECIDE, decision(item))

    assert timeless(answer)["detail"] == "Already deferred by you, now."


def test_decision_by_another_program_is_told_by_its_database_role():
    item = make_item()
    item.status = "approved"
    item.save(update_fields=["status"])
    role = StatusChange.objects.get(item=item).database_role

    answer = post(signed_in(make_curator()), DECIDE, decision(item))

    assert timeless(answer)["detail"] == f"Already approved by the database role {role}, now."


def test_decision_that_is_sent_again_is_the_same_decision():
    item, client = make_item(), signed_in(make_curator())
    sent = decision(item)
    first = post(client, DECIDE, sent)

    again = post(client, DECIDE, sent)

    assert (again.status_code, again.json()) == (200, first.json())
    assert StatusChange.objects.filter(item=item).count() == 1


def test_decision_that_is_sent_again_after_its_undoing_decides_nothing():
    item, client = make_item(), signed_in(make_curator())
    sent = decision(item)
    post(client, DECIDE, sent)
    post(client, UNDO, undoing(sent))

    again = post(client, DECIDE, sent)

    assert (again.status_code, again.json()["detail"]) == (409, "Already new again.")
    assert status_of(item) == "new"


def test_operation_of_somebody_else_is_refused():
    mine, theirs = make_item(), make_item()
    sent = decision(theirs)
    post(signed_in(make_curator()), DECIDE, sent)

    answer = post(signed_in(make_curator()), DECIDE, decision(mine, operation=sent["operation"]))

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "operation: give an id that no other operation has.", "field": "operation"},
    )
    assert status_of(mine) == "new"


def test_undoing_makes_the_item_new_and_is_recorded():
    item, client = make_item(), signed_in(make_curator())
    sent = decision(item, "reject")
    post(client, DECIDE, sent)

    answer = post(client, UNDO, undoing(sent))

    assert (answer.status_code, answer.json()) == (200, {"id": str(item.pk), "status": "new"})
    latest = StatusChange.objects.filter(item=item).order_by("-pk")[0]
    assert (latest.to_status, str(latest.undoes_operation_id)) == ("new", sent["operation"])


def test_undoing_that_is_sent_again_is_as_good():
    item, client = make_item(), signed_in(make_curator())
    sent = decision(item)
    post(client, DECIDE, sent)
    first = post(client, UNDO, undoing(sent))

    again = post(client, UNDO, undoing(sent))

    assert (again.status_code, again.json()) == (200, first.json())
    assert StatusChange.objects.filter(item=item).count() == 2


def test_undoing_says_who_moved_the_item_on_since():
    item, client = make_item(), signed_in(make_curator())
    sent = decision(item, "defer")
    post(client, DECIDE, sent)
    bob = Actor.curator(make_curator(github_username="bob"))
    decide(item_id=item.pk, seen="deferred", decision=Decision.APPROVE, actor=bob)

    answer = post(client, UNDO, undoing(sent))

    assert (answer.status_code, timeless(answer)) == (
        409,
        {
            "detail": "It has moved on since: approved by bob, now.",
            "item": {"status": "approved", "told": "approved by bob, now"},
        },
    )
    assert status_of(item) == "approved"


def test_undoing_what_nobody_decided_is_not_found():
    sent = decision(make_item())

    answer = post(signed_in(make_curator()), UNDO, undoing(sent))

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": f"There is no decision {sent['operation']} that could be undone."},
    )


def test_deciding_about_an_item_that_is_not_there_is_not_found():
    item = make_item()
    item.pk = uuid4()

    answer = post(signed_in(make_curator()), DECIDE, decision(item))

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": f"There is no backlog item {item.pk}."},
    )


BAD: Any = [
    ({"item": "7"}, "item", "an id, as 8-4-4-4-12 hexadecimal digits"),
    ({"item": None}, "item", "an id, as 8-4-4-4-12 hexadecimal digits"),
    ({"item": ["a"]}, "item", "an id, as 8-4-4-4-12 hexadecimal digits"),
    ({"operation": ""}, "operation", "an id, as 8-4-4-4-12 hexadecimal digits"),
    ({"decision": "reopen"}, "decision", "one of approve, defer, reject"),
    ({"decision": ["approve"]}, "decision", "one of approve, defer, reject"),
    ({"decision": None}, "decision", "one of approve, defer, reject"),
    ({"decision": "reject", "reason": " "}, "reason", "a reason; a rejection needs one"),
    ({"reason": 7}, "reason", "a text of at most 2,000 characters"),
    ({"reason": "x" * 2_001}, "reason", "a text of at most 2,000 characters"),
    ({"reason": "a\0b"}, "reason", "a text of at most 2,000 characters"),
    ({"reason": "\ud800"}, "reason", "a text of at most 2,000 characters"),
]


@pytest.mark.parametrize(
    ("given", "field", "expected"), BAD, ids=[f"{n}-{row[1]}" for n, row in enumerate(BAD)]
)
def test_bad_value_is_named(given, field, expected):
    item = make_item()

    answer = post(signed_in(make_curator()), DECIDE, {**decision(item), **given})

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": f"{field}: give {expected}.", "field": field},
    )
    assert status_of(item) == "new"


@both_posts
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_body_that_is_no_object_is_named(address, body):
    answer = signed_in(make_curator()).post(address, body, content_type="application/json")

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "body: give a JSON object.", "field": "body"},
    )
