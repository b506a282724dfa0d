import pytest
from django.test import Client

from backlog.models import StatusChange
from tests.admin_pages import signed_in
from tests.backlog.triage_page import DECIDE, PAGE, QUEUE, UNDO, decision, post, status_of, undoing
from tests.factories import (
    make_administrator,
    make_curator,
    make_item,
    make_user,
    make_viewer,
)

pytestmark = pytest.mark.django_db

both_posts = pytest.mark.parametrize("address", [DECIDE, UNDO], ids=["decide", "undo"])


@pytest.mark.parametrize("make_person", [make_curator, make_administrator])
def test_whoever_decides_may_triage(make_person):
    client = signed_in(make_person())
    sent = decision(make_item())
    answers = [
        client.get(PAGE),
        client.get(QUEUE),
        post(client, DECIDE, sent),
        post(client, UNDO, undoing(sent)),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]


def test_viewer_may_not_triage():
    client, item = signed_in(make_viewer()), make_item()
    answers = [
        client.get(QUEUE),
        post(client, DECIDE, decision(item)),
        post(client, UNDO, undoing(decision(item))),
    ]

    told = {"detail": "Only curators and administrators decide; with your role you may look."}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(403, told)] * 3
    assert client.get(PAGE).status_code == 403
    assert status_of(item) == "new"


@pytest.mark.parametrize("client", [Client, lambda: signed_in(make_user())], ids=["out", "no-role"])
def test_whoever_is_not_signed_in_is_told_so_in_json_and_sent_to_the_form_from_the_page(client):
    asking, item = client(), make_item()
    answers = [
        asking.get(QUEUE),
        post(asking, DECIDE, decision(item)),
        post(asking, UNDO, undoing(decision(item))),
    ]

    told = {"detail": "You are signed out. Sign in again, then go on here: nothing is lost."}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(401, told)] * 3
    assert asking.get(PAGE).status_code == 302
    assert status_of(item) == "new"


def test_sidebar_leads_there_only_whoever_decides():
    pages = [signed_in(make()).get("/admin/").text for make in (make_curator, make_viewer)]

    assert [f'href="{PAGE}"' in page for page in pages] == [True, False]


@both_posts
def test_request_without_the_token_is_refused(address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_curator(), backend="accounts.authentication.GitHubUsernameBackend")
    item = make_item()

    assert post(client, address, decision(item)).status_code == 403
    assert status_of(item) == "new"


def test_token_of_the_pages_cookie_is_taken():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_curator(), backend="accounts.authentication.GitHubUsernameBackend")
    client.get(PAGE)
    item = make_item()

    answer = client.post(
        DECIDE,
        decision(item),
        content_type="application/json",
        headers={"X-CSRFToken": client.cookies["mason_csrf"].value},
    )

    assert (answer.status_code, status_of(item)) == (200, "approved")


@both_posts
def test_changes_are_made_by_post_alone(address):
    client = signed_in(make_curator())

    answers = [client.get(address), client.put(address), client.delete(address)]

    assert [answer.status_code for answer in answers] == [405, 405, 405]


@pytest.mark.parametrize("address", [PAGE, QUEUE])
def test_looking_changes_nothing(address):
    item, client = make_item(), signed_in(make_curator())

    client.get(address, decision(item))

    assert status_of(item) == "new"
    assert not StatusChange.objects.exists()
    assert client.post(address).status_code == 405
