import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision, ItemStatus
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide
from tests.admin_pages import changelist_of, messages_of, page_of, signed_in
from tests.factories import make_curator, make_item, make_user

pytestmark = pytest.mark.django_db
every_decision = pytest.mark.parametrize("decision", list(Decision))

LIST = "/admin/backlog/backlogitem/"


def select(client: Client, *items: BacklogItem, action: str, listed: dict[str, str] | None = None):
    """What the list sends when rows are ticked and an action is run."""
    seen = [f"{pk}:{status}" for pk, status in (listed or {}).items()]
    ids = [str(item.pk) for item in items]
    return client.post(LIST, {"action": action, "_selected_action": ids, "seen": seen})


def confirm(client: Client, asked: Any, reason: str = ""):
    """What the confirming page sends."""
    is_rejection = "/reject/" in question_url(asked)
    reason = reason or ("Not needed." if is_rejection else "")
    question = asked.context["question"]
    seen = json.dumps(question.form["seen"].initial)
    return client.post(question.action_url, {"seen": seen, "reason": reason})


def question_url(asked: Any) -> str:
    url: str = asked.context["question"].action_url
    return url


def statuses(*items: BacklogItem) -> list[str]:
    return [BacklogItem.objects.get(pk=item.pk).status for item in items]


def test_running_an_action_asks_and_changes_nothing():
    items = [make_item(), make_item()]

    asked = select(signed_in(make_curator()), *items, action="approve")

    assert asked.context["question"].text == (
        "Approve 2 backlog items? The new status is “Approved”."
    )
    assert statuses(*items) == ["new", "new"]


@every_decision
def test_confirming_decides_about_every_selected_item(decision):
    start = ItemStatus.REJECTED if decision is Decision.REOPEN else ItemStatus.NEW
    items = [make_item(status=start), make_item(status=start)]
    client = signed_in(make_curator())

    confirm(client, select(client, *items, action=decision.value))

    assert statuses(*items) == [decision.target, decision.target]


def test_decision_is_recorded_with_curator_channel_and_reason():
    item, curator = make_item(), make_curator()
    client = signed_in(curator)

    confirm(client, select(client, item, action="defer"), reason="After the release.")

    change = StatusChange.objects.get(item=item)
    assert (change.user, change.channel, change.reason) == (
        curator,
        Channel.ADMIN,
        "After the release.",
    )


def test_result_tells_how_many_changed():
    client = signed_in(make_curator())

    answer = confirm(client, select(client, make_item(), make_item(), action="approve"))

    assert messages_of(answer) == ["Approved 2 backlog items."]


def test_result_names_what_was_left_and_why():
    client = signed_in(make_curator())
    new = make_item()
    rejected = [make_item(title=f"Item {n}", status="rejected") for n in range(5)]

    answer = confirm(client, select(client, new, *rejected, action="approve"))

    done, left = messages_of(answer)
    assert done == "Approved 1 backlog item."
    assert re.fullmatch(
        r"Left 5 backlog items unchanged: “Item \d”, “Item \d”, “Item \d” and 2 more\. "
        r"The item is rejected and can't become approved now; it may become new\.",
        left,
    )


def test_items_in_progress_are_left_to_whoever_carries_them_out():
    client = signed_in(make_curator())
    item = make_item(title="Busy", status="in_progress")

    answer = confirm(client, select(client, item, action="reopen"))

    assert messages_of(answer) == [
        (
            "Left 1 backlog item unchanged: “Busy”. The item is in_progress and can't become new"
            " now; it can't be moved by a decision."
        )
    ]


def test_decision_of_somebody_else_after_the_list_was_shown_is_not_overruled():
    client = signed_in(make_curator())
    item = make_item(title="Contested")
    decide(
        item_id=item.pk, seen="new", decision=Decision.DEFER, actor=Actor.curator(make_curator())
    )

    asked = select(client, item, action="approve", listed={str(item.pk): "new"})
    answer = confirm(client, asked)

    assert messages_of(answer) == [
        (
            "Left 1 backlog item unchanged: “Contested”. The item is deferred and can't become"
            " approved now; it may become new, approved, rejected."
        )
    ]
    assert statuses(item) == ["deferred"]


def test_list_carries_the_status_that_it_shows():
    item = make_item()

    page = signed_in(make_curator()).get(LIST)

    assert f'<input type="hidden" name="seen" value="{item.pk}:new">' in page.text


def test_person_returns_to_the_list_as_it_was_filtered():
    client = signed_in(make_curator())
    item = make_item()
    filtered = f"{LIST}?status__exact=new"

    asked = client.post(filtered, {"action": "approve", "_selected_action": [str(item.pk)]})

    assert confirm(client, asked).url == filtered


@every_decision
def test_get_of_the_deciding_address_is_refused(decision):
    answer = signed_in(make_curator()).get(f"{LIST}{decision}/")

    assert answer.status_code == 405


@every_decision
def test_get_on_an_item_asks_and_changes_nothing(decision):
    item = make_item()

    answer = signed_in(make_curator()).get(reverse(f"admin:backlog_{decision}", args=[item.pk]))

    assert (answer.status_code, statuses(item)) == (200, ["new"])
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    "given", ["", "[]", "no json", '{"no id": "new"}', '[["a"]]', '{"x": null}', "7"]
)
def test_tampered_selection_is_a_bad_request(given):
    answer = signed_in(make_curator()).post(f"{LIST}approve/", {"seen": given})

    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["approve/", "{}/approve/"])
def test_only_curators_decide(address):
    item = make_item()
    seen = json.dumps({str(item.pk): "new"})

    signed_in(make_user()).post(LIST + address.format(item.pk), {"seen": seen})

    assert statuses(item) == ["new"]


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("new", ["Approve", "Defer", "Reject"]),
        ("approved", ["Defer", "Reject", "Reopen"]),
        ("in_progress", []),
        ("completed", ["Reopen"]),
        ("deferred", ["Approve", "Reject", "Reopen"]),
        ("rejected", ["Reopen"]),
    ],
)
def test_page_offers_what_may_be_decided(status, offered):
    page = signed_in(make_curator()).get(page_of(make_item(status=status)))

    assert [action.label for action in page.context["row_actions"]] == offered


def decide_on_page(client: Client, item: BacklogItem, decision: str, reason: str = ""):
    """Follow the button on the item's page and confirm."""
    page = client.get(page_of(item))
    actions = {action.label: action.url for action in page.context["row_actions"]}
    return lambda: confirm(client, client.get(actions[decision]), reason)


def test_decision_on_the_page_is_carried_out_and_told():
    item = make_item(title="Close the file")
    confirm_it = decide_on_page(signed_in(make_curator()), item, "Reject", "On purpose.")

    answer = confirm_it()

    assert (messages_of(answer), answer.url) == (["Rejected “Close the file”."], page_of(item))
    assert StatusChange.objects.get(item=item).reason == "On purpose."


def test_decision_of_somebody_else_after_the_page_was_shown_is_not_overruled():
    item = make_item()
    confirm_it = decide_on_page(signed_in(make_curator()), item, "Reject")
    decide(
        item_id=item.pk, seen="new", decision=Decision.APPROVE, actor=Actor.curator(make_curator())
    )

    assert messages_of(confirm_it()) == [
        (
            "The item is approved and can't become rejected now;"
            " it may become in_progress, new, deferred, rejected."
        )
    ]
    assert statuses(item) == ["approved"]


def test_hostile_titles_are_escaped_everywhere():
    hostile = "<script>alert(1)</script>"
    item = make_item(title=hostile, problem=hostile, solution=hostile)
    client = signed_in(make_curator())
    asked = select(client, item, action="approve")
    pages = [
        client.get(changelist_of(BacklogItem)),
        client.get(page_of(item)),
        client.get("/admin/"),
        asked,
        client.get(confirm(client, asked).url),
        client.get(decide_on_page(client, item, "Reject")().url),
    ]

    assert [hostile in page.text for page in pages] == [False] * len(pages)
