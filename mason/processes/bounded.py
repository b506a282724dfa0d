"""Runs outside programs, bounded in time and output.

Each runs under a keeper, which ends it and all that came of it when we say so, or die.
"""

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from mason.processes import keeper
from mason.processes.written import Hearing, Listener, Written

KEEPER: Final = (sys.executable, "-I", "-S", "-B", keeper.__file__)
GRACE_SECONDS: Final = 2.0
"""From asking a program to end until it is killed."""
LARGEST_OUTPUT: Final = 10_000_000
"""Bytes."""
_KEEPERS_SECONDS: Final = GRACE_SECONDS + keeper.LAST_RESORT_SECONDS + 3
"""How long a keeper may take to end what it keeps."""
_TICK_SECONDS: Final = 0.05


class Ending(StrEnum):
    """How a program came to its end."""

    EXITED = "exited"
    TIMED_OUT = "timed_out"
    STOPPED = "stopped"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedProgram:
    """What to run: `environment` is all it gets, `question` is on its standard input.

    `timeout` is in seconds; `largest_output` in bytes, of its output and of its errors.
    """

    command: Sequence[str]
    folder: Path | None
    environment: Mapping[str, str]
    timeout: float
    question: str = ""
    largest_output: int = LARGEST_OUTPUT

    @property
    def name(self) -> str:
        """The program's name, for messages."""
        return Path(self.command[0]).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a program ended and what it wrote; a negative `exit_code` is the signal's number."""

    ending: Ending
    exit_code: int
    output: str
    errors: str

    @property
    def was_successful(self) -> bool:
        """Whether it ended by itself, with 0."""
        return self.ending == Ending.EXITED and self.exit_code == 0


_NEVER_STARTED: Final = Outcome(
    ending=Ending.STOPPED, exit_code=-signal.SIGTERM, output="", errors=""
)


class CannotStart(Exception):
    """The program isn't there, or the system refuses to start it."""

    def __init__(self, program: BoundedProgram, reason: str, *, folder: Path | None = None) -> None:
        where = f" in {folder}" if folder else ""
        super().__init__(f"{program.name} can't be started{where}: {reason}.")


class ProgramRunner:
    """Runs programs, several at once from several threads, until it is stopped."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal's handler may stop what its thread is starting
        self._lifelines: set[_Lifeline] = set()
        self._is_stopped = False

    def run(self, program: BoundedProgram, *, heard: Hearing | None = None) -> Outcome:
        """Run a program to its end; raises CannotStart.

        `heard` gets the new lines of its output and errors about every 0.2 s, the rest in the end.
        What it raises ends the program.
        """
        with self._lock:
            if self._is_stopped:
                return _NEVER_STARTED
            lifeline = _Lifeline()
            self._lifelines.add(lifeline)
        try:
            return _carried_out(program, lifeline, heard)
        finally:
            lifeline.close()
            with self._lock:
                self._lifelines.discard(lifeline)

    def stop(self) -> None:
        """End all that runs, and start nothing any more; doesn't wait for `run` to return."""
        with self._lock:
            self._is_stopped = True
            lifelines = list(self._lifelines)
        for lifeline in lifelines:
            lifeline.cut(Ending.STOPPED)


class _Lifeline:
    """A pipe that nobody writes to: once its writing end is closed, the keeper ends all."""

    def __init__(self) -> None:
        self.reason: Ending | None = None
        self.is_cut = False
        self.reading, self._writing = os.pipe()
        self._lock = threading.RLock()

    def cut(self, reason: Ending | None) -> None:
        """Have all ended; only the first reason counts."""
        with self._lock:
            if not self.is_cut:
                self.is_cut, self.reason = True, reason
                os.close(self._writing)

    def close(self) -> None:
        self.cut(None)
        os.close(self.reading)


class _Kept:
    """A program under its keeper."""

    def __init__(self, lifeline: _Lifeline, process: subprocess.Popen[bytes], report: int) -> None:
        self._lifeline = lifeline
        self._process = process
        self._report = report
        self._told = b""
        self._poll = select.poll()
        self._poll.register(report, select.POLLIN)

    def is_gone(self, seconds: float) -> bool:
        """Wait up to so long; tell whether the program and all that came of it are gone."""
        deadline = time.monotonic() + seconds
        while self._poll.poll(max(deadline - time.monotonic(), 0) * 1000):
            told = os.read(self._report, 4096)
            if not told:  # the keeper is dead
                return True
            self._told += told
        return False

    def end(self) -> None:
        """End what is left, and a keeper that doesn't answer."""
        self._lifeline.cut(None)
        if not self.is_gone(_KEEPERS_SECONDS):
            self._process.kill()
        self._process.wait()

    def told(self) -> dict[str, int]:
        """What the keeper has reported: a number to each word."""
        pairs = (line.split() for line in self._told.decode().splitlines())
        return {word: int(number) for word, number in pairs}


def _carried_out(program: BoundedProgram, lifeline: _Lifeline, heard: Hearing | None) -> Outcome:
    limit = program.largest_output
    with (
        _asked(program.question) as question,
        Written(limit=limit) as output,
        Written(limit=limit) as errors,
    ):
        listener = Listener(heard, output, errors)
        with _kept(program, lifeline, question, output, errors) as kept:
            _watch(kept, program, lifeline, listener, output, errors)
        listener.finish()
        return _outcome(program, lifeline, kept.told(), output, errors)


@contextmanager
def _asked(question: str) -> Iterator[IO[bytes]]:
    """Give the question as a file: a pipe would fill up before a program that doesn't read."""
    with tempfile.TemporaryFile() as file:
        file.write(question.encode("utf-8", "replace"))
        file.seek(0)
        yield file


@contextmanager
def _kept(
    program: BoundedProgram,
    lifeline: _Lifeline,
    question: IO[bytes],
    output: Written,
    errors: Written,
) -> Iterator[_Kept]:
    """Start the program under a keeper; after the block nothing of it runs."""
    report, telling = os.pipe()
    try:
        try:
            process = _started(program, (lifeline.reading, telling), question, output, errors)
        finally:
            os.close(telling)
        kept = _Kept(lifeline, process, report)
        try:
            yield kept
        finally:
            kept.end()
    finally:
        os.close(report)


def _started(
    program: BoundedProgram,
    descriptors: tuple[int, int],
    question: IO[bytes],
    output: Written,
    errors: Written,
) -> subprocess.Popen[bytes]:
    told = [*map(str, descriptors), str(GRACE_SECONDS), program.environment.get("LC_CTYPE", "")]
    try:
        return subprocess.Popen(  # noqa: S603 - without a shell
            [*KEEPER, *told, *program.command],
            cwd=program.folder,
            env=dict(program.environment),
            start_new_session=True,  # a terminal's Ctrl-C is for us: we end the program
            pass_fds=descriptors,
            stdin=question,
            stdout=output.fileno(),
            stderr=errors.fileno(),
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        named = getattr(error, "filename", None)
        folder = program.folder if named == program.folder else None
        raise CannotStart(program, reason, folder=folder) from error


def _watch(
    kept: _Kept,
    program: BoundedProgram,
    lifeline: _Lifeline,
    listener: Listener,
    *outputs: Written,
) -> None:
    """Wait until the program has ended or has to be ended."""
    deadline = time.monotonic() + program.timeout
    while not lifeline.is_cut and not kept.is_gone(_TICK_SECONDS):
        listener.listen()
        if any(output.is_too_large for output in outputs):
            lifeline.cut(Ending.TOO_MUCH)
        elif time.monotonic() > deadline:
            lifeline.cut(Ending.TIMED_OUT)


def _outcome(
    program: BoundedProgram,
    lifeline: _Lifeline,
    told: Mapping[str, int],
    output: Written,
    errors: Written,
) -> Outcome:
    if "refused" in told:
        raise CannotStart(program, os.strerror(told["refused"]))
    ending = Ending.EXITED if "exited" in told else lifeline.reason or Ending.EXITED
    if ending == Ending.EXITED and (output.is_too_large or errors.is_too_large):
        ending = Ending.TOO_MUCH
    # A keeper that was killed tells nothing, and the program was killed with it.
    code = told.get("exited", told.get("ended", -signal.SIGKILL))
    return Outcome(ending=ending, exit_code=code, output=output.text(), errors=errors.text())
