"""The one connection of a hub: opened beside Django's, listened on, and read with."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import AsyncConnection, Notify

from backlog.triggers import EXECUTED_CHANNEL
from execution.triggers import PROGRESS_CHANNEL, TASKS_CHANNEL

APPLICATION_NAME: Final = "mason-live"
CHANNELS: Final = (PROGRESS_CHANNEL, TASKS_CHANNEL, EXECUTED_CHANNEL)
_OF_DJANGO: Final = {"context", "cursor_factory"}
"""What Django adds for its own connections."""
_DEFAULTS: Final = {
    "connect_timeout": 5,
    # Who only listens would never notice that the other side is gone without a word.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

type Connection = AsyncConnection[tuple[Any, ...]]


def parameters() -> dict[str, Any]:
    """Give what the settings say of the database, as psycopg takes it."""
    given = connections[DEFAULT_DB_ALIAS].get_connection_params()
    kept = {name: value for name, value in given.items() if name not in _OF_DJANGO}
    return {**_DEFAULTS, **kept, "application_name": APPLICATION_NAME, "autocommit": True}


class Ear:
    """A connection that hears what is notified, also while something is read on it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._heard: list[Notify] = []
        connection.add_notify_handler(self._heard.append)

    @classmethod
    @asynccontextmanager
    async def listening(cls) -> AsyncIterator["Ear"]:
        """Listen on a connection of its own during the block; raises psycopg.Error."""
        async with await AsyncConnection.connect(**parameters()) as connection:
            ear = cls(connection)
            for channel in CHANNELS:
                await connection.execute(f"LISTEN {channel}")
            yield ear

    async def wait(self, woken: asyncio.Event, hear: Callable[[], None]) -> None:
        """Wait for the event, which something else may set, or `hear`.

        `hear` is called whenever something can be heard; it needn't set the event.
        """
        if self._heard:
            return
        loop = asyncio.get_running_loop()
        descriptor = self.connection.fileno()
        # Only while nothing is read: psycopg puts a reader of its own in the place of this one.
        loop.add_reader(descriptor, hear)
        try:
            await woken.wait()
        finally:
            loop.remove_reader(descriptor)

    def hear(self) -> Sequence[Notify]:
        """Give what was notified and isn't forgotten; raises psycopg.Error when it's cut off."""
        server = self.connection.pgconn
        server.consume_input()
        while (told := server.notifies()) is not None:
            self._heard.append(Notify(told.relname.decode(), told.extra.decode(), told.be_pid))
        return self._heard

    def forget(self) -> None:
        """Forget what was given, without hearing more."""
        self._heard.clear()

    def heard(self) -> list[Notify]:
        """Give what was notified and forget it; raises psycopg.Error when it's cut off."""
        heard = list(self.hear())
        self.forget()
        return heard
