"""Which requests the live server is still answering."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, get_ident
from typing import Any, Final

from django.core.signals import request_finished, request_started

WAIT_SECONDS: Final = 30


class RequestsUnderWay:
    """Counts the requests that other threads than a test's own answer.

    A page that is closed lets go of its requests, but the server answers them to the end: what
    those write would stand among the rows of the next test, or wait for locks of the cleaning up.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._changed = Condition()
        self._number = 0
        self._of_the_test = get_ident()

    @contextmanager
    def counted(self) -> Iterator["RequestsUnderWay"]:
        """Count during the block."""
        request_started.connect(self._on_start)
        request_finished.connect(self._on_end)
        try:
            yield self
        finally:
            request_started.disconnect(self._on_start)
            request_finished.disconnect(self._on_end)

    def wait_until_none(self) -> None:
        """Wait for all of them to end; fail after a long time."""
        with self._changed:
            ended = self._changed.wait_for(lambda: self._number == 0, WAIT_SECONDS)
        assert ended, f"{self._number} requests never ended"

    def _on_start(self, **_: Any) -> None:
        self._add(1)

    def _on_end(self, **_: Any) -> None:
        self._add(-1)

    def _add(self, number: int) -> None:
        if get_ident() != self._of_the_test:
            with self._changed:
                self._number += number
                self._changed.notify_all()
