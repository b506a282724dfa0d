"""Telling the history who changes something, through what and why."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from uuid import UUID, uuid4

from django.db import connection, transaction

from accounts.actors import Actor
from backlog.triggers import (
    API_KEY_SETTING,
    CHANNEL_SETTING,
    OPERATION_SETTING,
    REASON_SETTING,
    UNDOES_SETTING,
    USER_SETTING,
)

_NOTHING: Final[Mapping[str, str]] = dict.fromkeys(
    (
        USER_SETTING,
        API_KEY_SETTING,
        CHANNEL_SETTING,
        REASON_SETTING,
        OPERATION_SETTING,
        UNDOES_SETTING,
    ),
    "",
)


@contextmanager
def recorded(
    *,
    actor: Actor,
    reason: str = "",
    operation_id: UUID | None = None,
    undoes: UUID | None = None,
) -> Iterator[UUID]:
    """Run a transaction whose changes are recorded as this actor's, for this reason; gives its id.

    What changes in the block is one operation, which can be undone together; `undoes` names the
    operation that it takes back. The settings end with the block: what the same outer transaction
    does later isn't the actor's.
    """
    operation = operation_id or uuid4()
    settings = {
        USER_SETTING: "" if actor.user is None else str(actor.user.pk),
        API_KEY_SETTING: "" if actor.api_key_id is None else str(actor.api_key_id),
        CHANNEL_SETTING: actor.channel.value,
        REASON_SETTING: reason,
        OPERATION_SETTING: str(operation),
        UNDOES_SETTING: "" if undoes is None else str(undoes),
    }
    with transaction.atomic():
        _set(settings)
        yield operation
        if not connection.needs_rollback:
            _set(_NOTHING)


def _set(settings: Mapping[str, str]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    parameters = [part for pair in settings.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", parameters)
