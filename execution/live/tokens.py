"""Tokens that carry a scope from the API, which knows who asks, to the live server."""

from typing import Final
from uuid import UUID

from django.core import signing

from execution.exceptions import BadStreamToken
from execution.live.scopes import Scope

SALT: Final = "execution.live.stream"
LIFE_SECONDS: Final = 60


def write_token(scope: Scope) -> str:
    """Sign a scope; the token works for LIFE_SECONDS."""
    ids = (scope.user_id, scope.item_id, scope.repository_id)
    return signing.dumps([one and str(one) for one in ids], salt=SALT)


def read_token(token: str) -> Scope:
    """Give the scope of a token; raises BadStreamToken for an old one or one that isn't ours."""
    try:
        ids = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature as error:
        raise BadStreamToken from error
    return Scope(*(one and UUID(one) for one in ids))
