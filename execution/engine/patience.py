"""Writing to a database that may be away for a while."""

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from execution.engine.hold import Cause, Hold

FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 2.0


def patiently[Result](hold: Hold, write: Callable[[], Result]) -> Result:
    """Write, again and again while the database can't be reached; raises Stopped.

    What is written must do no harm when it is written twice. After EXECUTION_SILENT_SECONDS
    another worker may have taken the attempt over: then it counts as lost.
    """
    deadline = time.monotonic() + settings.EXECUTION_SILENT_SECONDS
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                hold.end(Cause.LOST)
        hold.pause(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
