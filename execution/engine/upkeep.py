"""What a worker does besides its attempts: signs of life, heeding cancellations, recovery."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from accounts.actors import Actor
from execution.engine.hands import Hands
from execution.engine.hold import Cause
from execution.engine.machine import Machine
from execution.services.holding import beat, cancelled_of
from execution.services.leases import find_stalled, release_stalled
from execution.services.recovering import bring_back, find_interrupted, queue_forgotten

logger: Final = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS: Final = 0.5
BEATS_OF_SILENCE: Final = 6
"""Signs of life in the time after which a worker counts as gone."""
RECOVERIES_OF_SILENCE: Final = 3
"""Looks for lost attempts in the same time."""
RELEASES_EVERY_SECONDS: Final = 60.0


class Upkeep:
    """Looks after the attempts in this worker's hands, and after lost ones.

    Each in a thread of its own: to clean up may take long, and signs of life can't wait.
    """

    def __init__(self, machine: Machine, hands: Hands) -> None:
        self._machine = machine
        self._hands = hands
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(look,), name="upkeep")
            for look in (self._look_after_hands, self._recover)
        ]
        self._silence = float(settings.EXECUTION_SILENT_SECONDS)
        self._due: dict[str, float] = {}
        self._heard_at = time.monotonic()

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End it; what is in hand gets no more signs of life."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _run(self, look: Callable[[], None]) -> None:
        try:
            while not self._ended.wait(LOOKS_EVERY_SECONDS):
                _try(look)
        finally:
            connection.close()

    def _look_after_hands(self) -> None:
        try:
            self._heed_and_beat()
        finally:
            if time.monotonic() - self._heard_at > self._silence:
                # Others may have taken them over by now.
                self._hands.end_all(Cause.LOST)

    def _heed_and_beat(self) -> None:
        holds = {hold.holder.lease: hold for hold in self._hands.holds() if hold.is_taken}
        cancelled = cancelled_of(list(holds)) if holds else {}
        for lease, hold in holds.items():
            if lease in cancelled and cancelled[lease] is not None:
                hold.end(Cause.CANCELLED)
            elif lease not in cancelled:
                hold.end(Cause.LOST)
        if self._is_due("beat", self._silence / BEATS_OF_SILENCE):
            beat(list(holds))
        self._heard_at = time.monotonic()

    def _recover(self) -> None:
        if self._is_due("recover", self._silence / RECOVERIES_OF_SILENCE):
            interrupted = find_interrupted(self._machine.name, self._machine.is_dead)
            if any(one.silent_since is None for one in interrupted):
                self._machine.clean()
            in_hand = {hold.holder for hold in self._hands.holds()}  # silent, but not gone
            for one in interrupted:
                if one.holder not in in_hand:
                    bring_back(one)
            queue_forgotten()
        if self._is_due("release", RELEASES_EVERY_SECONDS):
            operator = Actor.operator()
            release_stalled(item_ids=find_stalled(actor=operator), actor=operator)

    def _is_due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + every
        return True


def _try(look: Callable[[], None]) -> None:
    try:
        look()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The database can't be asked: %s", str(error).strip())
        connection.close()
    except Exception:  # else nobody would look after anything any more
        logger.exception("The worker can't look after its attempts")
