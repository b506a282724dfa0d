"""POST requests that make or claim something are carried out once for each Idempotency-Key.

draft-ietf-httpapi-idempotency-key-header-07. A request that fails isn't kept: it may be sent again.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import user_of
from accounts.api.listing.columns import json_bytes
from accounts.services.answered_requests import Answer, begin, keep

HEADERS: Final = ("Idempotency-Key", "X-Idempotency-Key")
REPLAYED: Final = "Idempotent-Replayed"
"""The header that tells an answer given again from a new one."""


def idempotency_key(request: Request) -> str | None:
    """Give what the header says, without quotation marks around it; None without the header."""
    given = next((request.headers[name] for name in HEADERS if name in request.headers), None)
    if given is None:
        return None
    text = given.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def once[Method: Callable[..., HttpResponseBase]](
    *, secret: bool = False
) -> Callable[[Method], Method]:
    """Let a method of a view carry out each request with an Idempotency-Key once.

    An answer with a `secret` isn't kept: when its request comes again, it is refused.
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def carry_out(view: Any, request: Request, **kwargs: str) -> HttpResponseBase:
            key = idempotency_key(request)
            if key is None:
                return method(view, request, **kwargs)
            with transaction.atomic():
                known = begin(
                    user_id=user_of(request).pk, key=key, fingerprint=_fingerprint(request)
                )
                if isinstance(known, Answer):
                    return _again(known)
                response = method(view, request, **kwargs)
                body = None if secret else _body(response).decode()
                keep(request_id=known, status=response.status_code, body=body)
            return response

        carry_out.takes_idempotency_key = True  # type: ignore[attr-defined]  # for the schema
        return cast("Method", carry_out)

    return decorate


def _again(known: Answer) -> HttpResponse:
    return HttpResponse(
        known.body,
        status=known.status,
        content_type="application/json",
        headers={REPLAYED: "true"},
    )


def _body(response: HttpResponseBase) -> bytes:
    if isinstance(response, Response):
        return json_bytes(response.data)
    return bytes(response.content) if isinstance(response, HttpResponse) else b""


def _fingerprint(request: Request) -> str:
    """Stand for method, address and body; keyed, since a body may hold a secret."""
    asked: Any = [request.method, request.path.rstrip("/"), request.data]
    return salted_hmac(__name__, json.dumps(asked, sort_keys=True), algorithm="sha256").hexdigest()
