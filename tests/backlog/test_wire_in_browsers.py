import pytest

from backlog.models import StatusChange
from tests.api_clients import browser_of
from tests.factories import make_curator, make_item, make_user, make_viewer

pytestmark = pytest.mark.django_db


def address(item_id, move):
    return f"/api/v1/backlog/{item_id}/{move}"


def test_a_curators_move_is_recorded_without_a_key():
    curator = make_curator()
    item = make_item(status="in_progress")
    browser = browser_of(curator)
    browser.get("/api/v1/", headers={"accept": "text/html"})

    token = browser.cookies["mason_csrf"].value
    response = browser.post(address(item.pk, "fail"), headers={"x-csrftoken": token})

    change = StatusChange.objects.get(item=item)
    assert response.status_code == 200
    assert (change.channel, change.user, change.api_key_id) == ("api", curator, None)


def test_a_move_in_a_browser_needs_the_csrf_token():
    item = make_item(status="in_progress")

    response = browser_of(make_curator()).post(address(item.pk, "fail"))

    item.refresh_from_db()
    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
    assert item.status == "in_progress"


def test_somebody_signed_in_who_is_no_curator_is_refused():
    response = browser_of(make_user()).get("/api/v1/backlog/next")

    assert response.status_code == 403
    assert response.json()["detail"] == (
        "In a browser the API is for curators, and viewers read; a program shows an API key."
    )


def test_a_viewer_reads_and_does_nothing():
    item = make_item(status="in_progress")
    browser = browser_of(make_viewer())
    browser.get("/api/v1/", headers={"accept": "text/html"})

    token = browser.cookies["mason_csrf"].value
    response = browser.post(address(item.pk, "fail"), headers={"x-csrftoken": token})

    item.refresh_from_db()
    assert (response.status_code, item.status) == (403, "in_progress")
