import json
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import APIKey, User
from accounts.services.api_keys import authenticate, hash_key
from tests.admin_pages import add_page_of, administrator, messages_of, page_of, signed_in
from tests.factories import make_api_key, make_curator, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/apikey/"
KEY = re.compile(r'value="(mason_[\w-]{32,})"')


def make_key(client: Client, user: User, name: str = "agent"):
    return client.post(add_page_of(APIKey), {"user": str(user.pk), "name": name})


def test_new_key_is_shown_and_works():
    user = make_user()

    page = make_key(signed_in(administrator()), user)

    (key,) = KEY.findall(page.text)
    row = authenticate(key)
    assert row is not None
    assert row.user == user


def test_page_with_the_key_is_kept_by_no_cache():
    page = make_key(signed_in(administrator()), make_user())

    assert "no-store" in page.headers["Cache-Control"]


def test_key_is_shown_only_once():
    client = signed_in(administrator())
    page = make_key(client, make_user())
    (key,) = KEY.findall(page.text)
    row = APIKey.objects.get()

    later = [
        client.get(url).text for url in (LIST, page_of(row), "/admin/", f"{LIST}{row.pk}/history/")
    ]

    assert [key in text for text in later] == [False] * len(later)


def test_neither_key_nor_hash_is_kept_in_session_cookies_or_log():
    client = signed_in(administrator())
    (key,) = KEY.findall(make_key(client, make_user()).text)

    kept = json.dumps(
        [
            dict(client.session),
            {name: cookie.value for name, cookie in client.cookies.items()},
            list(LogEntry.objects.values_list("change_message", "object_repr")),
        ]
    )

    assert [secret in kept for secret in (key, hash_key(key))] == [False, False]


def test_hash_is_shown_nowhere():
    row, _ = make_api_key()
    client = signed_in(administrator())

    pages = [client.get(url).text for url in (LIST, page_of(row), f"{LIST}{row.pk}/revoke/")]

    assert [row.key_hash in text for text in pages] == [False, False, False]


def test_name_of_blanks_is_refused():
    page = make_key(signed_in(administrator()), make_user(), name="   ")

    assert page.context["adminform"].form.errors == {"name": ["This field is required."]}
    assert not APIKey.objects.exists()


def test_curators_who_are_no_administrators_make_no_keys():
    assert make_key(signed_in(make_curator()), make_user()).status_code == 403
    assert not APIKey.objects.exists()


def confirm(client: Client, asked: Any):
    question = asked.context["question"]
    return client.post(question.action_url, {"seen": json.dumps(question.form["seen"].initial)})


def test_revoking_a_selection_asks_first():
    row, key = make_api_key(name="old agent")

    asked = signed_in(administrator()).post(
        LIST, {"action": "revoke", "_selected_action": [str(row.pk)]}
    )

    assert asked.context["question"].text == (
        "Revoke 1 API key? Agents that use it are refused from then on. This can't be undone."
    )
    assert authenticate(key) is not None


def test_confirmed_revoking_ends_the_key():
    row, key = make_api_key(name="old agent")
    client = signed_in(administrator())

    asked = client.post(LIST, {"action": "revoke", "_selected_action": [str(row.pk)]})
    answer = confirm(client, asked)

    assert messages_of(answer) == [f"Revoked 1 API key: “old agent ({row.key_prefix}…)”."]
    assert authenticate(key) is None


def test_page_of_a_key_revokes_it():
    row, key = make_api_key()
    client = signed_in(administrator())
    (action,) = client.get(page_of(row)).context["row_actions"]

    confirm(client, client.get(action.url))

    assert authenticate(key) is None


def test_revoking_what_is_gone_says_so():
    row, _ = make_api_key()
    client = signed_in(administrator())
    asked = client.get(f"{LIST}{row.pk}/revoke/")
    APIKey.objects.all().delete()

    answer = confirm(client, asked)

    assert messages_of(answer) == ["Nothing was there any more: somebody else was faster."]


@pytest.mark.parametrize(("address", "expected"), [("revoke/", 405), ("{}/revoke/", 200)])
def test_get_revokes_nothing(address, expected):
    row, key = make_api_key()

    answer = signed_in(administrator()).get(LIST + address.format(row.pk))

    assert answer.status_code == expected
    assert authenticate(key) is not None


def test_curators_who_are_no_administrators_revoke_nothing():
    row, key = make_api_key()
    client = signed_in(make_curator())

    answers = [
        client.post(f"{LIST}revoke/", {"seen": json.dumps({str(row.pk): ""})}),
        client.get(f"{LIST}{row.pk}/revoke/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert authenticate(key) is not None
