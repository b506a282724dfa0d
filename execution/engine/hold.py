"""An attempt in this process: what runs for it, and whether and why it is to end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid4

from execution.engine.exceptions import Stopped
from execution.services.leased import Holder


class Cause(StrEnum):
    """Why an attempt is to end before it is done."""

    CANCELLED = "cancelled"
    """A person said so: its item is given back."""
    INTERRUPTED = "interrupted"
    """The worker ends: another one goes on with it."""
    LOST = "lost"
    """Another start has it, or nobody can tell: nothing may be written any more."""


class Stoppable(Protocol):
    """Something that runs for an attempt."""

    def stop(self) -> None:
        """End it at once, from any thread."""
        ...


class Hold:
    """One start of one attempt on a machine. `stop` is set when it is to end; `cause` says why.

    `is_taken` tells whether the database has it as held by this start.
    """

    def __init__(self, attempt_id: UUID, machine: UUID) -> None:
        self.holder = Holder(attempt_id, uuid4())
        self.machine = machine
        self.stop = threading.Event()
        self.cause: Cause | None = None
        self.is_taken = False
        self._running: set[Stoppable] = set()
        self._lock = threading.Lock()

    @property
    def attempt_id(self) -> UUID:
        """Which attempt it is."""
        return self.holder.attempt_id

    def end(self, cause: Cause) -> None:
        """Have the attempt end, and all that runs for it at once; only the first cause counts."""
        with self._lock:
            self.cause = self.cause or cause
            self.stop.set()
            running = list(self._running)
        for one in running:
            one.stop()

    def check(self) -> None:
        """Raise Stopped if the attempt is to end."""
        if self.stop.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait; raises Stopped as soon as the attempt is to end."""
        if self.stop.wait(seconds):
            raise Stopped

    @contextmanager
    def running(self, stoppable: Stoppable) -> Iterator[None]:
        """Stop it if the attempt is to end before the block does; raises Stopped."""
        with self._lock:
            self._running.add(stoppable)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._running.discard(stoppable)
