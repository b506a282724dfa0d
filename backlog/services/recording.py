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

_SETTINGS: Final = (
    USER_SETTING,
    API_KEY_SETTING,
    CHANNEL_SETTING,
    REASON_SETTING,
    OPERATION_SETTING,
    UNDOES_SETTING,
)
_NOTHING: Final[Mapping[str, str]] = dict.fromkeys(_SETTINGS, "")

TELLING: Final = (
    f"SELECT {', '.join(f"set_config('{name}', %({name})s, true)" for name in _SETTINGS)}"
)
"""The query that tells the history; its parameters are those of `told_of`."""


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
    with transaction.atomic():
        _tell(told_of(actor=actor, reason=reason, operation_id=operation, undoes=undoes))
        yield operation
        if not connection.needs_rollback:
            _tell(_NOTHING)


@contextmanager
def told_in_statement() -> Iterator[None]:
    """Run one statement that has TELLING in it; in autocommit what it tells ends with it.

    Within an outer transaction it would last on: there it ends with the block.
    """
    if connection.get_autocommit():
        yield
        return
    with transaction.atomic():
        yield
        _tell(_NOTHING)


def told_of(
    *, actor: Actor, reason: str, operation_id: UUID, undoes: UUID | None = None
) -> dict[str, str]:
    """Give what the history is told, by setting."""
    return {
        USER_SETTING: "" if actor.user is None else str(actor.user.pk),
        API_KEY_SETTING: "" if actor.api_key_id is None else str(actor.api_key_id),
        CHANNEL_SETTING: actor.channel.value,
        REASON_SETTING: reason,
        OPERATION_SETTING: str(operation_id),
        UNDOES_SETTING: "" if undoes is None else str(undoes),
    }


def _tell(settings: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELLING, settings)
