"""Telling the history of status who changes something, through what and why."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.actors import Actor
from backlog.triggers import API_KEY_SETTING, CHANNEL_SETTING, REASON_SETTING, USER_SETTING

_SETTINGS = (USER_SETTING, API_KEY_SETTING, CHANNEL_SETTING, REASON_SETTING)


@contextmanager
def recorded(*, actor: Actor, reason: str = "") -> Iterator[None]:
    """Run a transaction whose changes of status are recorded as this actor's, for this reason.

    The settings end with the block: what the same outer transaction does later isn't the actor's.
    """
    user_id = "" if actor.user is None else str(actor.user.pk)
    api_key_id = "" if actor.api_key_id is None else str(actor.api_key_id)
    with transaction.atomic():
        _set(user_id, api_key_id, actor.channel.value, reason)
        yield
        if not connection.needs_rollback:
            _set("", "", "", "")


def _set(*values: str) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in _SETTINGS)
    parameters = [part for pair in zip(_SETTINGS, values, strict=True) for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", parameters)
