"""Who speaks to the API: an agent by its key, or a curator who is signed in."""

from typing import Final

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.choices import Channel
from accounts.models import APIKey, User
from accounts.services.api_keys import authenticate

SCHEME: Final = "Bearer"
CHALLENGE: Final = f'{SCHEME} realm="Mason"'
"""What a 401 answer carries as WWW-Authenticate (RFC 6750, section 3)."""


class APIKeyAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer <key>`; `request.auth` is then the key's row.

    Headers of other schemes are left to others: a proxy may guard the site by one of its own.
    """

    def authenticate(self, request: Request) -> tuple[User, APIKey] | None:
        """Give the key's user and row, or None; raises AuthenticationFailed for a bad key."""
        scheme, *credentials = request.headers.get("Authorization", "").split() or [""]
        if scheme.lower() != SCHEME.lower():
            return None
        if len(credentials) != 1:
            raise AuthenticationFailed(
                f"The header must be “Authorization: {SCHEME} <key>”:"
                f" one key without spaces after the scheme, not {len(credentials)} words."
            )
        api_key = authenticate(credentials[0])
        if api_key is None:
            raise AuthenticationFailed("The API key isn't known, or its user is inactive.")
        return api_key.user, api_key

    def authenticate_header(self, request: Request) -> str:
        """Give the challenge of a 401 answer."""
        return CHALLENGE


def actor_of(request: Request) -> Actor:
    """Give who acts: the agent whose key the request shows, else the curator signed in."""
    if isinstance(request.auth, APIKey):
        return Actor.agent(request.auth)
    return Actor.curator(user_of(request), Channel.API)


def user_of(request: Request) -> User:
    """Give the user whom the view's permissions have let in; raises TypeError without one."""
    if isinstance(request.user, User):
        return request.user
    raise TypeError("Nobody is authenticated: the view's permissions must refuse the request.")
