"""A server for tests and checks; its data are new each time and nobody's loss.

`python -m mason.database.embedded.scratch COMMAND...` runs a command with DATABASE_URL set to one.
"""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from mason.database.embedded.location import database_url
from mason.database.embedded.server import running_server
from mason.processes.locks import AlreadyLocked, exclusive

SCRATCH_FOLDER: Final = Path(__file__).resolve().parents[3] / "var" / "scratch"


@contextmanager
def scratch_server(parent: Path = SCRATCH_FOLDER) -> Iterator[Path]:
    """Run an empty server for the block and give its data folder.

    Runs at the same time take numbered places, so what a killed run left is cleared by the next.
    """
    with ExitStack() as stack:
        data = _free_place(stack, parent) / "postgres"
        stack.enter_context(running_server(data, scratch=True))
        yield data


def _free_place(stack: ExitStack, parent: Path) -> Path:
    for number in itertools.count():
        place = parent / str(number)
        try:
            stack.enter_context(exclusive(place / "in-use.lock"))
        except AlreadyLocked:
            continue
        return place
    raise AssertionError("numbers don't end")


def main(command: list[str]) -> int:
    """Run the command on a scratch server, or on DATABASE_URL if that is set; return its code."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(command)  # noqa: S603 - the caller's own command
    with scratch_server() as data:
        environment = {**os.environ, "DATABASE_URL": database_url(data)}
        return subprocess.call(command, env=environment)  # noqa: S603 - the caller's own command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
