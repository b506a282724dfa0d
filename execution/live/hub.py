"""The hub: hears of every change on one connection and tells everybody whom it concerns."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Final, Self

import psycopg
from psycopg import Notify

from execution.live.audience import Audience, tell_snapshot
from execution.live.changes import Changes
from execution.live.connecting import Ear
from execution.live.events import HEARTBEAT, Batch, Event
from execution.live.known_items import KnownItems
from execution.live.notices import Circumstances, notices
from execution.live.reading import going_on, some
from execution.live.scopes import Scope
from execution.live.subscriptions import Subscription

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
"""Seconds before the next attempt to connect, doubled each time."""
LONGEST_BATCH: Final = 0.05
"""Seconds that changes may be held back to be told together."""
BUSY: Final = 0.002
"""Seconds of telling everybody from which on changes are told together."""
BURST: Final = 20
"""Notifications at once from which on they are too."""
FEW: Final = 10
"""Listeners up to which telling takes no time that is worth measuring."""
LINGER: Final = 5.0
"""Seconds that the connection stays after the last listener has left."""


def _warn(reason: str) -> None:
    logger.warning("Executions aren't heard of, trying again: %s", reason)


class Hub:
    """Tells listeners how executions go on, whoever writes; used within one event loop.

    The connection is there as long as somebody listens. When it breaks, everybody gets a new
    snapshot as soon as there is another.
    """

    def __init__(self, *, on_loss: Callable[[str], None] = _warn) -> None:
        """Call `on_loss` with the reason whenever the database can't be reached."""
        self._on_loss = on_loss
        self._woken = asyncio.Event()
        self._audience = Audience(self._woken.set)
        self._known = KnownItems()
        self._numbers = count(1)
        self._listening: asyncio.Task[None] | None = None
        self._ending: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many listen."""
        return len(self._audience)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the connection; nothing is told from then on."""
        self._stay()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    @asynccontextmanager
    async def subscribe(self, scope: Scope) -> AsyncIterator[Subscription]:
        """Listen within a scope as long as the block runs: a snapshot first, then what changes."""
        subscription = self._audience.join(scope)
        self._stay()
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        try:
            yield subscription
        finally:
            self._audience.leave(subscription)
            if not self._audience:
                loop = asyncio.get_running_loop()
                self._ending = loop.call_later(LINGER, self._stop_listening)

    def event(self, name: str, data: object) -> Event:
        """Write the process's next event."""
        return Event.of(next(self._numbers), name, data)

    def heartbeat(self) -> Batch:
        """Give a sign of life, for `Subscription.tell_heartbeat`."""
        return Batch((self.event(HEARTBEAT, {}),))

    def _stay(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def _stop_listening(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None

    async def _listen(self) -> None:
        """Listen for ever: after each connection comes another, with growing pauses."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
        while True:
            began = loop.time()
            try:
                async with Ear.listening() as ear:
                    await self._follow(ear)
            except (psycopg.Error, OSError) as error:
                reason = str(error).strip().partition("\n")[0]
                self._on_loss(reason)
            except Exception:
                # A fault of ours; nobody's stream shall stand still for it.
                logger.exception("Executions aren't heard of, trying again.")
            lasted = loop.time() - began > LONGEST_PAUSE
            pause = FIRST_PAUSE if lasted else min(2 * pause, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _follow(self, ear: Ear) -> None:
        """Tell what is heard until the connection breaks; raises psycopg.Error then."""
        self._known.forget_all()
        self._audience.renew()
        loop = asyncio.get_running_loop()
        while True:
            await ear.wait(self._woken, partial(self._hear, ear))
            self._woken.clear()
            began = loop.time()
            heard = ear.heard()
            await self._tell_changes(ear, Changes.of(heard))
            await self._tell_snapshots(ear)
            # Those who were told run now, which is most of the work.
            await asyncio.sleep(0)
            if pause := _pause_after(len(heard), loop.time() - began):
                await asyncio.sleep(pause)

    def _hear(self, ear: Ear) -> None:
        """Tell a few listeners at once what needs no read; wake who can do the rest."""
        try:
            is_told = len(self._audience) <= FEW and self._tell_known(ear.hear())
        except Exception:  # noqa: BLE001 - whoever is woken meets it again, and says so
            is_told = False
        if is_told:
            ear.forget()
        else:
            self._woken.set()

    def _tell_known(self, heard: Sequence[Notify]) -> bool:
        """Tell what was heard if it's little and about known items; give whether it was."""
        # Nothing heard is the end of the connection, most likely.
        if not 0 < len(heard) <= BURST:
            return False
        changes = Changes.of(heard)
        changed = changes.all_items()
        items = self._known.of(changed)
        if changes.items or changes.to_read() or len(items) < len(changed):
            return False
        known = Circumstances(items=items, rows={}, before={})
        self._audience.tell(list(notices(changes, known, self.event)))
        return True

    async def _tell_changes(self, ear: Ear, changes: Changes) -> None:
        changed = changes.all_items()
        before = self._known.of(changes.items)
        self._known.forget(changes.items)
        known = self._known.of(changed)
        missing = (changed - known.keys()) | changes.to_read()
        found = await some(ear.connection, missing) if missing else {}
        items = known | {item_id: one.item for item_id, one in found.items()}
        rows = {item_id: one.progress for item_id, one in found.items()}
        self._known.remember(one.item for one in found.values())
        circumstances = Circumstances(items=items, rows=rows, before=before)
        self._audience.tell(list(notices(changes, circumstances, self.event)))

    async def _tell_snapshots(self, ear: Ear) -> None:
        waiting = self._audience.waiting()
        asked_for = {scope.item_id for scope in waiting} - {None}
        single = await some(ear.connection, (one for one in asked_for if one)) if asked_for else {}
        is_for_many = any(scope.item_id is None for scope in waiting)
        many = await going_on(ear.connection) if is_for_many else {}
        self._known.remember(one.item for one in (single | many).values())
        for scope, subscriptions in waiting.items():
            found = many if scope.item_id is None else single
            tell_snapshot(scope, subscriptions, found, self.event)


def _pause_after(notified: int, spent: float) -> float:
    """Give the seconds for which further changes are gathered; an idle hub gathers none."""
    if notified > BURST:
        return LONGEST_BATCH
    return min(3 * spent, LONGEST_BATCH) if spent > BUSY else 0.0
