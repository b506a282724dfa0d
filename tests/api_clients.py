"""Clients of the API as agents and browsers are."""

import json
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from tests.factories import make_api_key


def agent_client(key: str) -> APIClient:
    """A program that shows this key."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def agent_of(user: User) -> APIClient:
    """A program that shows a new key of the user's."""
    return agent_client(make_api_key(user=user)[1])


def browser_of(user: User, **options: Any) -> APIClient:
    """A browser in which the user is signed in; it checks CSRF like a real one."""
    client = APIClient(enforce_csrf_checks=True, **options)
    client.force_login(user)
    return client


def post_json(client: APIClient, address: str, body: object, **headers: str) -> Any:
    """Post a body as ASCII, so that it may hold what isn't UTF-8, such as lone surrogates."""
    text = json.dumps(body)
    return client.post(address, text, content_type="application/json", headers=headers)
