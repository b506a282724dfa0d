"""Tokens carry a scope, and are held to the keys that sign."""

from uuid import uuid4

import pytest

from execution.exceptions import BadStreamToken
from execution.live.scopes import Scope
from execution.live.tokens import read_token, write_token


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(uuid4()), Scope(None, uuid4()), Scope(uuid4(), uuid4(), uuid4())]
)
def test_a_token_gives_its_scope(scope):
    assert read_token(write_token(scope)) == scope


def test_a_former_key_still_works(settings):
    token = write_token(Scope())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert read_token(token) == Scope()


def test_a_key_that_was_dropped_does_not(settings):
    token = write_token(Scope())
    settings.SECRET_KEY = "another"
    with pytest.raises(BadStreamToken):
        read_token(token)
