"""Working: one process that carries approved items out."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGTERM
from typing import Final

from django.conf import settings

from mason.processes.children import Child, Program
from mason.startup.saying import Say

GRACE_SECONDS: Final = 15.0
"""How long the worker may take to end its agents and to hand back what it had."""


@contextmanager
def working(say: Say) -> Iterator[Child]:
    """Run a worker for the block."""
    child = Child(
        Program(
            name="The worker",
            command=[sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"],
            stop_signal=SIGTERM,
            grace=GRACE_SECONDS,
            folder=settings.BASE_DIR,
            environment=dict(os.environ),
        )
    )
    try:
        yield child
    finally:
        child.stop()
        say(f"{child.program.name} is stopped.")
