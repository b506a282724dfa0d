from uuid import uuid4

import pytest
from django.test import Client

from tests.admin_pages import signed_in
from tests.executions import make_running
from tests.factories import make_administrator, make_curator, make_user, make_viewer

ROW = "97dbb702-2d90-47f5-8464-bcf568413a8c"
pytestmark = pytest.mark.django_db

LIST = "/admin/execution/live/"
SIGNED_OUT = {"detail": "You are signed out. Sign in again to go on watching."}


def pages_of(item_id):
    return [LIST, f"{LIST}{item_id}/"]


def data_of(item_id):
    return [f"{LIST}state.json", f"{LIST}{item_id}/state.json", f"{LIST}{item_id}/log.json"]


@pytest.mark.parametrize("make_person", [make_viewer, make_curator, make_administrator])
def test_every_role_may_look(make_person):
    client, item_id = signed_in(make_person()), make_running().item_id

    answers = [client.get(address) for address in pages_of(item_id) + data_of(item_id)]

    assert [answer.status_code for answer in answers] == [200] * 5


@pytest.mark.parametrize("client", [Client, lambda: signed_in(make_user())], ids=["out", "no-role"])
def test_others_are_sent_to_the_form_and_their_scripts_are_told(client):
    asking, item_id = client(), make_running().item_id

    pages = [asking.get(address) for address in pages_of(item_id)]
    data = [asking.get(address) for address in data_of(item_id)]

    assert [page.status_code for page in pages] == [302, 302]
    assert [(answer.status_code, answer.json()) for answer in data] == [(401, SIGNED_OUT)] * 3


def test_an_item_that_is_not_there_is_not_found():
    client, item_id = signed_in(make_viewer()), uuid4()

    page = client.get(f"{LIST}{item_id}/")
    data = [client.get(address) for address in data_of(item_id)[1:]]

    told = {"detail": "There is no such item."}
    assert page.status_code == 404
    assert [(answer.status_code, answer.json()) for answer in data] == [(404, told)] * 2


def test_nothing_is_changed_here():
    client, item_id = signed_in(make_administrator()), make_running().item_id

    answers = [client.post(address) for address in pages_of(item_id) + data_of(item_id)]

    assert [answer.status_code for answer in answers] == [405] * 5


def test_data_is_kept_by_nobody():
    client, item_id = signed_in(make_viewer()), make_running().item_id

    kept = [client.get(address).headers["Cache-Control"] for address in data_of(item_id)]

    assert kept == ["max-age=0, no-cache, no-store, must-revalidate, private"] * 3


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "~~",
        f"{ROW}~2026-01-01T00:00:00~7",
        f"{ROW}~never~7",
        f"{ROW}~2026-01-01T00:00:00+00:00~beef",
        "-" * 36 + "~2026-01-01T00:00:00+00:00~7",
    ],
)
def test_a_cursor_that_no_answer_had_is_refused(after):
    client, item_id = signed_in(make_viewer()), make_running().item_id

    answer = client.get(f"{LIST}{item_id}/log.json", {"after": after})

    told = {"detail": "`after` must be the cursor of an earlier answer."}
    assert (answer.status_code, answer.json()) == (400, told)


def test_worker_has_the_policy_of_the_admin():
    client = signed_in(make_viewer())

    answer = client.get(f"{LIST}worker.js")

    assert answer.text == 'import "/static/execution/live/worker.js";\n'
    assert answer.headers["Content-Type"] == "text/javascript"
    page = client.get(LIST)
    name = "Content-Security-Policy"
    assert answer.headers[name] == page.headers[name]
