"""A bare ASGI function: it checks the API key by one indexed join and returns the same JSON."""

import hashlib
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.api.bare.plan import Reading, read_plan
from benchmarks.api.bare.pool import Connection, Pool
from benchmarks.api.bare.writes import Caller, writing_of
from benchmarks.api.connecting import parameters
from mason.tables import TABLES

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

_KEY: Final = f"""
    SELECT key.user_id, key.id AS api_key_id
    FROM {TABLES.api_keys} AS key JOIN {TABLES.users} AS owner ON owner.id = key.user_id
    WHERE key.key_hash = %s AND owner.is_active
"""  # noqa: S608 - made of constants alone
_SCHEME: Final = b"Bearer "

_pool: Final = Pool(parameters() | {"options": "-c TimeZone=UTC"})
_plan: Final = read_plan(Path(os.environ["BARE_PLAN"]))


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request, or open and close the pool with the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    async with _pool.connection() as connection:
        caller = await _caller_of(connection, scope)
        if caller is None:
            await _answer(send, 401, b"{}")
        elif scope["method"] == "GET":
            await _read(connection, caller, scope, send)
        else:
            await _write(connection, caller, scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    await _pool.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _caller_of(connection: Connection, scope: Message) -> Caller | None:
    for name, value in scope["headers"]:
        if name == b"authorization" and value.startswith(_SCHEME):
            key_hash = hashlib.sha256(value[len(_SCHEME) :]).hexdigest()
            return await (await connection.execute(_KEY, (key_hash,))).fetchone()
    return None


async def _read(connection: Connection, caller: Caller, scope: Message, send: Send) -> None:
    query = scope["query_string"].decode()
    reading = _plan.get(f"{scope['path']}?{query}" if query else scope["path"])
    if reading is None:
        await _answer(send, 404, b"{}")
        return
    await _answer(send, 200, await _body(connection, caller, reading))


async def _body(connection: Connection, caller: Caller, reading: Reading) -> bytes:
    cursor = await connection.execute(reading.sql, {**reading.parameters, **caller})
    rows = await cursor.fetchall()
    if reading.prd_problems:
        for row in rows:
            row["prd_problems"] = reading.prd_problems[row["prd_content"] or ""]
    return dumped({reading.member: rows, **reading.tail})


async def _write(
    connection: Connection, caller: Caller, scope: Message, receive: Receive, send: Send
) -> None:
    writing = writing_of(scope["path"])
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if writing is None:
        await _answer(send, 404, b"{}")
        return
    status, answer = await writing(connection, caller, scope["path"], orjson.loads(body))
    await _answer(send, status, dumped(answer))


def dumped(answer: object) -> bytes:
    """Give JSON with times as Django REST framework writes them, and decimals as text."""
    return orjson.dumps(answer, default=str, option=orjson.OPT_UTC_Z)


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
