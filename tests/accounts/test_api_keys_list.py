"""What the list of API keys and the form that makes one say."""

from datetime import UTC, datetime

import pytest

from accounts.models import APIKey
from tests.admin_pages import add_page_of, administrator, changelist_of, page_of, signed_in
from tests.factories import make_api_key, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("used", "shown"),
    [(None, "never"), (datetime(2026, 3, 9, 14, 5, tzinfo=UTC), "March 9, 2026, 2:05 p.m.")],
    ids=["never", "once"],
)
def test_list_and_page_say_when_a_key_was_last_used(used, shown):
    row, _ = make_api_key()
    APIKey.objects.update(last_used_at=used)
    client = signed_in(administrator())

    pages = [client.get(address).text for address in (changelist_of(APIKey), page_of(row))]

    assert [shown in page for page in pages] == [True, True]


def test_key_of_a_deactivated_user_isnt_made():
    user = make_user(github_username="octocat", is_active=False)
    form = {"user": str(user.pk), "name": "agent"}

    page = signed_in(administrator()).post(add_page_of(APIKey), form)

    assert page.context["adminform"].form.errors == {
        "user": ["octocat is deactivated, so the key wouldn't work: activate the user first."]
    }
    assert not APIKey.objects.exists()
