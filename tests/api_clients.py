"""Clients of the API as agents and browsers are."""

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
