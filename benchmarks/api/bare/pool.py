"""The least that a pool of asynchronous connections can be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import orjson
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

SIZE: Final = 4
"""As many as Mason has: one for each of its threads."""

type Connection = AsyncConnection[DictRow]


class Pool:
    """Lends connections that last and prepare each statement at once."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()

    async def open(self) -> None:
        """Connect; needs a running loop."""
        for _ in range(SIZE):
            self._free.put_nowait(await self._connected())

    async def close(self) -> None:
        """Close what isn't lent."""
        while not self._free.empty():
            await self._free.get_nowait().close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection for the block."""
        connection = await self._free.get()
        try:
            yield connection
        finally:
            self._free.put_nowait(connection)

    async def _connected(self) -> Connection:
        connection = await AsyncConnection.connect(
            **self._parameters, autocommit=True, prepare_threshold=0, row_factory=dict_row
        )
        # Ids stay the text that they become again; JSON is written anew, without its spaces.
        connection.adapters.register_loader("uuid", TextLoader)
        set_json_loads(orjson.loads, connection)
        return connection
