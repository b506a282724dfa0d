"""Entity tags (RFC 9110, section 8.8.3) of single rows, and changes that depend on them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from accounts.api.listing.columns import json_bytes
from accounts.exceptions import PreconditionFailed

_DIGEST_BYTES: Final = 12
_TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


def entity_tag(content: bytes) -> str:
    """Give the strong tag of a row's JSON."""
    return f'"{blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()}"'


def is_known(request: Request, tag: str) -> bool:
    """Tell whether If-None-Match says that the client has this version."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag.strip('"') in {found[2] for found in _TAG.finditer(given)}


@contextmanager
def if_unchanged(
    request: Request, rows: QuerySet[Any], serializer: type[BaseSerializer[Any]]
) -> Iterator[None]:
    """Run a change of the one row in `rows` only if it is the version that If-Match names.

    The row stays locked from the look at it until the change is made. Without the header, and for
    a row that isn't there, the change runs and finds out itself. Raises PreconditionFailed.
    """
    given = request.headers.get("If-Match")
    if given is None:
        yield
        return
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).first()
        if row is not None:
            _require(given, entity_tag(json_bytes(serializer(row).data)))
        yield


def _require(given: str, current: str) -> None:
    strong = {f'"{found[2]}"' for found in _TAG.finditer(given) if not found[1]}
    if given.strip() != "*" and current not in strong:
        raise PreconditionFailed(current)
