"""One listener: what it is told waits here until it takes it, within bounds."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from execution.live.events import Batch, Event
from execution.live.scopes import Scope

LONGEST_QUEUE: Final = 262_144
"""Bytes; who is further behind gets a new snapshot instead."""


class Subscription:
    """Gives events of a scope in their order: a snapshot first, then what changes.

    Iterate over it for single events, or take what came together by `next_batch`.
    """

    def __init__(self, scope: Scope, ask_for_snapshot: Callable[["Subscription"], None]) -> None:
        self.scope = scope
        self._ask = ask_for_snapshot
        self._batches: deque[Batch] = deque()
        self._size = 0
        self._is_due = True
        """Whether a snapshot comes next, and changes before it needn't be told."""
        self._is_behind = False
        """Whether that snapshot is asked for only when everything told before was taken."""
        self._filled = asyncio.Event()

    def tell(self, batch: Batch) -> None:
        """Add what changed; a listener that takes nothing loses it all for a snapshot."""
        if self._is_due:
            return
        if self._batches and self._size + len(batch.frames) > LONGEST_QUEUE:
            self._fall_behind()
        else:
            self._put(batch)

    def tell_snapshot(self, batch: Batch) -> None:
        """Replace all that waits by a snapshot."""
        self._clear()
        self._is_due = False
        self._put(batch)

    def tell_heartbeat(self, batch: Batch) -> None:
        """Add a sign of life, unless the listener has something to take as it is."""
        if not self._batches:
            self._put(batch)

    def renew(self) -> None:
        """Have a snapshot come next, since changes may have been missed."""
        self._is_due = True

    async def next_batch(self) -> Batch:
        """Give what was told together next, as soon as there is something."""
        while not self._batches:
            if self._is_behind:
                self._is_behind = False
                self._ask(self)
            self._filled.clear()
            await self._filled.wait()
        batch = self._batches.popleft()
        self._size -= len(batch.frames)
        return batch

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Give single events, without end."""
        while True:
            for event in (await self.next_batch()).events:
                yield event

    def _put(self, batch: Batch) -> None:
        self._batches.append(batch)
        self._size += len(batch.frames)
        self._filled.set()

    def _fall_behind(self) -> None:
        self._clear()
        self._is_due = self._is_behind = True
        self._filled.set()

    def _clear(self) -> None:
        self._batches.clear()
        self._size = 0
