from uuid import uuid4

import pytest
from django.test import Client

from execution.choices import AttemptStatus
from execution.models import Attempt
from tests.admin_pages import messages_of, signed_in
from tests.executions import make_attempt, make_running
from tests.factories import make_administrator, make_curator, make_viewer

pytestmark = pytest.mark.django_db

LIVE = "/admin/execution/live/"
NOTHING = "There is nothing to cancel: no attempt of the engine waits or runs."


def page_of(attempt):
    return f"{LIVE}{attempt.item_id}/cancel/"


def answer(attempt, **values):
    return {"attempt": attempt.pk, "reason": "", **values}


@pytest.mark.parametrize("make", [make_attempt, make_running])
@pytest.mark.parametrize("make_person", [make_curator, make_administrator])
def test_whoever_decides_is_asked_first(make, make_person):
    attempt = make()
    client = signed_in(make_person())

    page = client.get(page_of(attempt))

    assert f"Cancel the execution of “{attempt.item.title}”?" in page.text
    assert "Let it go on" in page.text
    assert Attempt.objects.get().cancel_requested_at is None
    item_page = client.get(f"{LIVE}{attempt.item_id}/").text
    assert f'data-part="cancel" href="{page_of(attempt)}" >Cancel</a>' in item_page


def test_a_viewer_is_neither_offered_nor_allowed_it():
    attempt, client = make_running(), signed_in(make_viewer())

    answers = [client.get(page_of(attempt)), client.post(page_of(attempt), answer(attempt))]

    assert [one.status_code for one in answers] == [403, 403]
    assert page_of(attempt) not in client.get(f"{LIVE}{attempt.item_id}/").text
    assert Attempt.objects.get().cancel_requested_at is None


def test_an_attempt_that_waits_is_cancelled_with_the_reason():
    attempt, curator = make_attempt(), make_curator()

    answered = signed_in(curator).post(page_of(attempt), answer(attempt, reason="Not now"))

    attempt.refresh_from_db()
    assert answered.url == f"{LIVE}{attempt.item_id}/"
    assert attempt.status == AttemptStatus.CANCELLED
    assert attempt.cancel_reason == f"cancelled by {curator}: Not now"


def test_an_attempt_that_runs_is_asked_to_end():
    attempt = make_running()
    client = signed_in(make_curator())

    answered = client.post(page_of(attempt), answer(attempt))

    attempt.refresh_from_db()
    assert attempt.cancel_requested_at is not None
    assert messages_of(answered) == [
        "Cancelled. What still runs stops in a moment, and the item is approved again."
    ]
    assert "It is being cancelled." in client.get(answered.url).text


def test_what_has_ended_meanwhile_is_told():
    attempt = make_attempt()
    client = signed_in(make_curator())
    client.post(page_of(attempt), answer(attempt))

    again = client.post(page_of(attempt), answer(attempt))

    assert [text for text in messages_of(again) if "Cancelled." not in text] == [
        "The attempt has ended, as cancelled: there is nothing to cancel."
    ]


@pytest.mark.parametrize("status", [AttemptStatus.SUCCEEDED, AttemptStatus.FAILED])
def test_without_anything_to_cancel_nobody_is_asked(status):
    attempt = make_attempt(status=status)

    page = signed_in(make_curator()).get(page_of(attempt))

    assert (page.url, messages_of(page)) == (f"{LIVE}{attempt.item_id}/", [NOTHING])


@pytest.mark.parametrize(
    "sent", [{}, {"attempt": "x"}, {"attempt": uuid4()}], ids=["none", "no-id", "another"]
)
def test_an_answer_without_the_items_attempt_is_refused(sent):
    attempt = make_running()

    answered = signed_in(make_curator()).post(page_of(attempt), sent)

    assert answered.status_code == 400
    assert Attempt.objects.get().cancel_requested_at is None


def test_an_answer_without_the_pages_token_is_refused():
    client, attempt = Client(enforce_csrf_checks=True), make_attempt()
    client.force_login(make_curator(), backend="accounts.authentication.GitHubUsernameBackend")

    assert client.post(page_of(attempt), answer(attempt)).status_code == 403
    assert Attempt.objects.get().status == AttemptStatus.WAITING
