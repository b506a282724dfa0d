"""The worker's connections to its queue: they outlive a database that is away for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event
from typing import Any, Final, override

from django.db import connections
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

FIRST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 5.0
CONNECTIONS: Final = 2
_AWAY: Final = (OperationalError, InterfaceError, PoolTimeout)


def patient_connector(ending: Event) -> "PatientConnector":
    """Make the connector of a worker from Django's settings of the database.

    Its patience ends when `ending` is set.
    """
    return PatientConnector(
        ending,
        kwargs=connector_params(connections["default"].alias),
        min_size=1,
        max_size=CONNECTIONS,
        timeout=LONGEST_PAUSE_SECONDS,
    )


class PatientConnector(PsycopgConnector):
    """Asks again while the database can't be reached, where procrastinate would end the worker.

    A statement whose answer was lost may be done twice: a job that was fetched so stays behind as
    begun, and its attempt is queued again.
    """

    def __init__(self, ending: Event, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._ending = ending

    @override
    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        await self._patiently(
            lambda: super(PatientConnector, self).execute_query_async(query, **arguments)
        )

    @override
    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        return await self._patiently(
            lambda: super(PatientConnector, self).execute_query_one_async(query, **arguments)
        )

    @override
    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        return await self._patiently(
            lambda: super(PatientConnector, self).execute_query_all_async(query, **arguments)
        )

    async def _patiently[Answer](self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await ask()
            except ConnectorException as error:
                if not _is_away(error) or self._ending.is_set():
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _is_away(error: BaseException) -> bool:
    return isinstance(error.__cause__, _AWAY)
