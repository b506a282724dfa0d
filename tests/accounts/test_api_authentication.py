import logging
import secrets
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import APIKey
from accounts.services.api_keys import hash_key
from tests.api_clients import agent_client
from tests.factories import make_api_key, make_curator, make_user

pytestmark = pytest.mark.django_db

ANALYSIS = "/api/v1/analysis"


def ask(authorization):
    return APIClient().post(ANALYSIS, headers={"authorization": authorization})


def stored(key):
    return APIKey.objects.create(user=make_user(), key_hash=hash_key(key), key_prefix=key[:8])


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_scheme_is_read_in_any_case(scheme):
    assert ask(f"{scheme} {make_api_key()[1]}").status_code == 200


@pytest.mark.parametrize("template", ["  Bearer {}", "Bearer   {}", "Bearer\t{}  "])
def test_spaces_around_the_parts_dont_matter(template):
    assert ask(template.format(make_api_key()[1])).status_code == 200


@pytest.mark.parametrize(
    "key",
    ["mason_x", "k", "mason_abc-_-_", "sk_live.with.dots", "mason_" + "a" * 500, "f" * 64],
)
def test_a_key_made_elsewhere_works_whatever_its_form(key):
    stored(key)

    assert ask(f"Bearer {key}").status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "bearer a b c"])
def test_a_header_without_exactly_two_parts_says_how_it_should_be(header):
    response = ask(header)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Mason"'
    assert response.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "authentication_failed",
        "detail": "The header must be “Authorization: Bearer <key>”: one key without spaces"
        f" after the scheme, not {len(header.split()) - 1} words.",
        "valid": False,
    }


@pytest.mark.parametrize("header", ["", " ", "mason_abc", "Basic bWFzb246", "Bearer_ x", "Token x"])
def test_without_a_bearer_header_the_answer_asks_for_one(header):
    response = ask(header)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Mason"'
    assert response.json()["code"] == "not_authenticated"
    assert response.json()["detail"] == (
        "Show an API key in the header “Authorization: Bearer <key>”."
    )


@pytest.mark.parametrize(
    "key", ["mason_unknown", "kéy", "\x00", "a\x00b", "\x7f", "ÿþ", "\x80", "x" * 5000]
)
def test_a_key_that_isnt_known_is_refused(key):
    response = ask(f"Bearer {key}")

    assert response.status_code == 401
    assert response.json()["valid"] is False
    assert response.json()["detail"] == "The API key isn't known, or its user is inactive."


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda key: key[:-1], lambda key: key + "a"]
)
def test_a_key_works_only_as_it_is(change):
    key = f"mason_{secrets.token_urlsafe(32)}aA"
    stored(key)

    assert ask(f"Bearer {change(key)}").status_code == 401


def test_an_inactive_users_key_looks_like_an_unknown_one():
    _, key = make_api_key(user=make_user(is_active=False))

    assert ask(f"Bearer {key}").json() == ask("Bearer unknown").json()


def test_a_bad_key_isnt_saved_by_a_session():
    client = agent_client("mason_unknown")
    client.force_login(make_curator())

    assert client.get("/api/v1/backlog/next").status_code == 401


def test_a_proxys_own_scheme_leaves_the_session_to_speak():
    client = APIClient()
    client.force_login(make_curator())

    response = client.get("/api/v1/backlog/next", headers={"authorization": "Basic bWFzb246"})

    assert response.status_code == 200


def test_a_session_ends_with_its_user():
    curator = make_curator()
    client = APIClient()
    client.force_login(curator)
    curator.is_active = False
    curator.save()

    assert client.get("/api/v1/backlog/next").status_code == 401


@pytest.mark.parametrize("age", [None, timedelta(minutes=2)])
def test_a_use_is_noted(age):
    row, key = make_api_key()
    if age:
        APIKey.objects.update(last_used_at=timezone.now() - age)
    before = timezone.now()

    ask(f"Bearer {key}")

    row.refresh_from_db()
    assert row.last_used_at is not None
    assert before <= row.last_used_at <= timezone.now()


def test_a_second_use_within_a_minute_isnt_noted():
    row, key = make_api_key()
    recently = timezone.now() - timedelta(seconds=30)
    APIKey.objects.update(last_used_at=recently)

    ask(f"Bearer {key}")

    row.refresh_from_db()
    assert row.last_used_at == recently


@pytest.mark.parametrize("works", [True, False])
def test_no_log_line_holds_the_key(caplog, works):
    key = make_api_key()[1] if works else "mason_not-to-be-seen"

    with caplog.at_level(logging.DEBUG):
        ask(f"Bearer {key}")

    assert key not in caplog.text
