"""Limits of how often a key may ask, with the headers of the IETF draft on rate limits.

draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` and `RateLimit`, structured fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from accounts.api.authentication import user_of
from accounts.models import APIKey
from accounts.services.request_allowances import WINDOW_SECONDS, Allowances, Standing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.views import APIView

POLICY: Final = "per-key"

_allowances: Final = Allowances()


class KeyThrottle(BaseThrottle):
    """Counts the requests of each API key, and of each person who is signed in."""

    standing: Standing | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request and tell whether it may go on; open addresses have no limit."""
        if not request.user or not request.user.is_authenticated:
            return True
        self.standing = _allowances.take(_subject(request), settings.API_REQUESTS_PER_MINUTE)
        request._request.rate_limit = self.standing  # type: ignore[attr-defined]  # noqa: SLF001 - for the headers of its answer
        return self.standing.allowed

    def wait(self) -> float | None:
        """Give the seconds after which asking again makes sense."""
        return float(self.standing.seconds_left) if self.standing else None


def _subject(request: Request) -> UUID:
    return request.auth.pk if isinstance(request.auth, APIKey) else user_of(request).pk


def add_rate_limit(request: Request, response: HttpResponseBase) -> None:
    """Say in the headers what the limit is and what is left of it, where the request counted."""
    standing: Standing | None = getattr(request._request, "rate_limit", None)  # noqa: SLF001 - see above
    if standing is None:
        return
    response["RateLimit-Policy"] = f'"{POLICY}";q={standing.limit};w={WINDOW_SECONDS}'
    response["RateLimit"] = f'"{POLICY}";r={standing.remaining};t={standing.seconds_left}'
