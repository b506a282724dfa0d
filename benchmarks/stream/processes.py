"""The scripts of this benchmark as child processes that are spoken to by lines."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from psycopg.conninfo import make_conninfo

from benchmarks.api.connecting import parameters

FOLDER: Final = Path(__file__).parent
WRITING: Final = (sys.executable, "-I", str(FOLDER / "writing.py"))
CLIENTS: Final = (sys.executable, "-I", "-S", str(FOLDER / "clients.py"))
HEARING: Final = (sys.executable, "-m", "benchmarks.stream.hearing")


class Ended(Exception):
    """A child process of the benchmark ended before it answered; its own message says why."""


class Spoken:
    """A child process that takes a line and gives a line."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process = subprocess.Popen(  # noqa: S603 - scripts of ours
            command,
            cwd=settings.BASE_DIR,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both are pipes")
        self._input, self._output = self._process.stdin, self._process.stdout

    def tell(self, task: Mapping[str, Any]) -> None:
        """Give it a task."""
        self._input.write(f"{json.dumps(task)}\n")
        self._input.flush()

    def line(self) -> str:
        """Wait for its next line; raises Ended."""
        line = self._output.readline()
        if not line:
            raise Ended(f"{self._command[-1]} ended early, with {self._process.wait()}.")
        return line

    def answer(self) -> Any:
        """Wait for its next line, of JSON; raises Ended."""
        return json.loads(self.line())

    def end(self) -> None:
        """Let it end, which it does when nothing more can come."""
        self._process.communicate()


@contextmanager
def spoken(command: Sequence[str], number: int = 1) -> Iterator[list[Spoken]]:
    """Run so many of them for the block."""
    with ExitStack() as stack:
        processes = []
        for _ in range(number):
            processes.append(Spoken(command))
            stack.callback(processes[-1].end)
        yield processes


def dsn() -> str:
    """Give the address of the default connection's database as psycopg takes it."""
    return make_conninfo(**parameters())
