"""Taking decisions back: from the message after them, and undoing the undoing."""

import json
import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide, decide_many
from tests.admin_pages import messages_of, page_of, signed_in
from tests.factories import make_curator, make_item, make_viewer

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/backlogitem/"
UNDO = f"{LIST}undo/"
FORM = re.compile(
    r'action="(?P<action>[^"]+undo/)">.*?name="operation" value="(?P<operation>[^"]+)">'
    r'.*?name="next" value="(?P<next>[^"]+)">.*?<button[^>]*>(?P<label>\w+)</button>',
    re.DOTALL,
)


def approved(*items, actor=None):
    """Approve items and give the operation's id."""
    actor = actor or Actor.curator(make_curator())
    seen = {item.pk: "new" for item in items}
    return decide_many(seen=seen, decision=Decision.APPROVE, actor=actor).operation_id


def statuses(*items):
    rows = dict(BacklogItem.objects.values_list("pk", "status"))
    return [rows[item.pk] for item in items]


def button(page):
    """What the page's message offers: where it posts to, and the word on the button."""
    found = FORM.search(page.text)
    return found.groupdict() if found else None


def press(client, page):
    offered = button(page)
    return client.post(offered["action"], {key: offered[key] for key in ("operation", "next")})


def test_a_decision_about_many_is_undone_and_redone_from_its_messages():
    client, items = signed_in(make_curator()), [make_item(), make_item()]
    seen = json.dumps({str(item.pk): "new" for item in items})

    client.post(f"{LIST}reject/", {"seen": seen, "reason": "No"})
    undone = press(client, client.get(LIST))
    assert messages_of(undone) == ["Undid the decision about 2 backlog items."]
    assert statuses(*items) == ["new", "new"]

    page = client.get(undone.url)
    assert button(page)["label"] == "Redo"
    press(client, page)
    assert statuses(*items) == ["rejected", "rejected"]


def test_a_decision_on_an_items_page_is_undone_from_there():
    client, item = signed_in(make_curator()), make_item()
    seen = json.dumps({str(item.pk): "new"})

    decided = client.post(f"{LIST}{item.pk}/approve/", {"seen": seen, "reason": ""})
    page = client.get(decided.url)

    assert button(page)["label"] == "Undo"
    assert press(client, page).url == page_of(item)
    assert statuses(item) == ["new"]


def test_the_person_returns_to_the_list_as_it_was_filtered():
    client, item = signed_in(make_curator()), make_item()
    operation = approved(item)

    answer = client.post(UNDO, {"operation": operation, "next": f"{LIST}?area=backend&p=2"})

    assert answer.url == f"{LIST}?area=backend&p=2"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_undoing_leads_nowhere_else(address):
    operation = approved(make_item())

    answer = signed_in(make_curator()).post(UNDO, {"operation": operation, "next": address})

    assert answer.url == LIST


def test_items_that_moved_on_are_told_and_the_rest_is_undone():
    moved, again, still = make_item(title="Moved"), make_item(title="Again"), make_item()
    actor = Actor.curator(make_curator())
    operation = approved(moved, again, still)
    decide(item_id=moved.pk, seen="approved", decision=Decision.DEFER, actor=actor)
    BacklogItem.objects.filter(pk=again.pk).update(status="in_progress")

    answer = signed_in(make_curator()).post(UNDO, {"operation": operation})

    assert messages_of(answer)[0] == "Undid the decision about 1 backlog item."
    assert sorted(messages_of(answer)[1:]) == [
        "Left 1 backlog item unchanged: “Again”. It has moved on since: it is in progress now.",
        "Left 1 backlog item unchanged: “Moved”. It has moved on since: it is deferred now.",
    ]
    assert statuses(moved, again, still) == ["deferred", "in_progress", "new"]


def test_a_second_undo_of_the_same_decision_changes_nothing_and_says_so():
    client, item = signed_in(make_curator()), make_item(title="Twice")
    operation = approved(item)
    client.post(UNDO, {"operation": operation})

    answer = client.post(UNDO, {"operation": operation})

    assert messages_of(answer)[-1] == (
        "Left 1 backlog item unchanged: “Twice”. The decision was undone before."
    )
    assert [tag for tag in tags(answer) if tag] == []


def tags(answer):
    return [message.extra_tags for message in list(get_messages(answer.wsgi_request))[1:]]


def test_one_item_of_a_decision_is_undone_alone():
    first, second = make_item(), make_item()
    operation = approved(first, second)

    signed_in(make_curator()).post(UNDO, {"operation": operation, "item": first.pk})

    assert statuses(first, second) == ["new", "approved"]


def test_undoing_is_recorded_as_the_curators():
    curator, item = make_curator(), make_item()
    operation = approved(item)

    signed_in(curator).post(UNDO, {"operation": operation})

    change = item.status_changes.first()
    assert (change.user, change.undoes_operation_id) == (curator, operation)


def test_a_decision_that_there_is_not_is_told():
    unknown = uuid.UUID(int=7)

    answer = signed_in(make_curator()).post(UNDO, {"operation": unknown})

    assert messages_of(answer) == [f"There is no decision {unknown} that could be undone."]


@pytest.mark.parametrize(
    "form",
    [{}, {"operation": "last"}, {"operation": str(uuid.UUID(int=1)), "item": "x"}],
)
def test_a_form_that_was_tampered_with_is_a_bad_request(form):
    assert signed_in(make_curator()).post(UNDO, form).status_code == 400


def test_nothing_is_undone_by_a_get():
    item = make_item()
    operation = approved(item)

    answer = signed_in(make_curator()).get(UNDO, {"operation": operation})

    assert (answer.status_code, statuses(item)) == (405, ["approved"])


def test_viewers_undo_nothing():
    item = make_item()
    operation = approved(item)

    answer = signed_in(make_viewer()).post(UNDO, {"operation": operation})

    assert (answer.status_code, statuses(item)) == (403, ["approved"])


def test_undoing_needs_the_token_of_a_page():
    curator, item = make_curator(), make_item()
    operation = approved(item)
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator, backend="accounts.authentication.GitHubUsernameBackend")

    answer = client.post(UNDO, {"operation": operation})

    assert (answer.status_code, statuses(item)) == (403, ["approved"])


def test_a_decision_that_changed_nothing_offers_no_undo():
    client, item = signed_in(make_curator()), make_item(status="rejected")
    seen = json.dumps({str(item.pk): "rejected"})

    client.post(f"{LIST}approve/", {"seen": seen, "reason": ""})

    assert button(client.get(LIST)) is None
    assert not StatusChange.objects.exists()


def test_a_hostile_title_in_the_message_is_escaped():
    client, item = signed_in(make_curator()), make_item(title="<script>alert(1)</script>")
    seen = json.dumps({str(item.pk): "new"})

    decided = client.post(f"{LIST}{item.pk}/approve/", {"seen": seen, "reason": ""})
    page = client.get(decided.url)

    assert button(page)["label"] == "Undo"
    assert item.title not in page.text
