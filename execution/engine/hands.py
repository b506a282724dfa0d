"""The attempts that this process has in hand."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.db import connection

from backlog.models import BacklogItem
from execution.engine.attempt import carry_out
from execution.engine.exceptions import Stopped
from execution.engine.git.branches import branch_name
from execution.engine.hold import Cause, Hold
from execution.engine.machine import Machine
from execution.engine.patience import patiently
from execution.exceptions import AttemptLost
from execution.services.holding import Start, Taken, hand_back, take
from execution.services.settling import cancel_held

logger: Final = logging.getLogger(__name__)


class Hands:
    """Takes attempts and carries them out, each in the thread that asks for it."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._holds: set[Hold] = set()
        self._is_ending: Cause | None = None
        self._lock = threading.Lock()

    def holds(self) -> list[Hold]:
        """Give what is in hand."""
        with self._lock:
            return list(self._holds)

    def end_all(self, cause: Cause) -> None:
        """Have everything in hand end."""
        for hold in self.holds():
            hold.end(cause)

    def let_go(self) -> None:
        """Have everything in hand wait for another worker, and take nothing any more."""
        with self._lock:
            self._is_ending = Cause.INTERRUPTED
        self.end_all(Cause.INTERRUPTED)

    def carry_out(self, attempt_id: UUID) -> None:
        """Carry an attempt out if it can be taken now, and end or hand it back in any case."""
        with self._machine.holding(attempt_id) as is_free:
            if is_free:
                with self._in_hand(attempt_id) as hold:
                    self._carry_out(hold)
                if hold.is_taken:
                    # A keeper that was killed by itself leaves what its program has started.
                    self._machine.end_processes(attempt_id)

    def _carry_out(self, hold: Hold) -> None:
        try:
            hold.check()
            taken = patiently(
                hold, lambda: take(attempt_id=hold.attempt_id, start=self._start(hold))
            )
            if isinstance(taken, Taken):
                hold.is_taken = True
                carry_out(hold, taken, self._machine.checkouts)
        except Stopped:
            _settle_stopped(hold)

    @contextmanager
    def _in_hand(self, attempt_id: UUID) -> Iterator[Hold]:
        hold = Hold(attempt_id, self._machine.name)
        with self._lock:
            self._holds.add(hold)
            ending = self._is_ending
        if ending:
            hold.end(ending)
        try:
            yield hold
        finally:
            with self._lock:
                self._holds.discard(hold)
            connection.close()

    def _start(self, hold: Hold) -> Start:
        title = BacklogItem.objects.filter(attempts=hold.attempt_id).values_list("title", flat=True)
        return Start(
            lease=hold.holder.lease,
            machine=self._machine.name,
            worker=f"{socket.gethostname()} {os.getpid()}",
            branch=branch_name(title.first() or "", hold.attempt_id),
        )


def _settle_stopped(hold: Hold) -> None:
    """Write what becomes of an attempt that was ended before it was done."""
    endings = {Cause.CANCELLED: cancel_held, Cause.INTERRUPTED: hand_back}
    settle = endings.get(hold.cause or Cause.LOST)
    if settle is None or not hold.is_taken:
        return
    try:
        settle(hold.holder)
    except AttemptLost:
        logger.info("Attempt %s was lost while it ended", hold.attempt_id)
