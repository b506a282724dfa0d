"""Running git: bounded in time, never through a shell, its complaints without secrets."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from execution.engine.git.exceptions import CommandFailed, GitError, Stopped, TimedOut
from execution.engine.git.redaction import redacted
from mason.processes.bounded import KEEPER

LONGEST_DETAIL: Final = 2_000
"""Characters at the end of what a failing command says."""
_POLL_SECONDS: Final = 0.1
_KEEPERS_GRACE_SECONDS: Final = 2.0
_GRACE_SECONDS: Final = 5.0
"""From asking git to end, when it removes its temporary files, until it is killed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended; `errors` is bounded and without secrets."""

    code: int
    output: bytes
    errors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """How to run git: where, with which environment, for at most `timeout` seconds each time.

    `environment` is the whole environment. `secrets` are kept out of messages, `stop` ends a
    running command from another thread, and `keep_open` are descriptors that git inherits, so that
    a lock lasts as long as the command. A `tied` command, one that may take long, ends with all
    that it started when this process is killed.
    """

    folder: Path
    environment: Mapping[str, str]
    timeout: float
    secrets: tuple[str, ...] = field(default=(), repr=False)
    stop: threading.Event | None = None
    keep_open: tuple[int, ...] = ()
    tied: bool = False

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Give what the command writes; raises CommandFailed, TimedOut and Stopped."""
        answer = self.ask(*arguments, given=given)
        if answer.code != 0:
            raise CommandFailed(arguments[0], how_it_ended(answer.code), answer.errors)
        return answer.output

    def text(self, *arguments: str, given: bytes = b"") -> str:
        """Give the same as text, without white space around it."""
        return self.run(*arguments, given=given).decode("utf-8", "replace").strip()

    def ask(self, *arguments: str, given: bytes = b"") -> Answer:
        """Give how the command ended; raises TimedOut and Stopped."""
        with self._started(arguments) as process:
            output, errors = self._finished(process, arguments[0], given)
        said = redacted(errors.decode("utf-8", "replace").strip(), self.secrets)
        return Answer(process.returncode, output, said[-LONGEST_DETAIL:])

    @contextmanager
    def _started(self, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
        if not self.folder.is_dir():
            raise GitError(f"The folder {self.folder} is gone: git can't work there.")
        with _kept() if self.tied else nullcontext(((), ())) as (keeper, descriptors):
            process = subprocess.Popen(  # noqa: S603 - git with arguments of ours, without a shell
                [*keeper, _program(), *arguments],
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                pass_fds=(*descriptors, *self.keep_open),
            )
            try:
                yield process
            finally:
                _end_group(process)

    def _finished(
        self, process: subprocess.Popen[bytes], command: str, given: bytes
    ) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + self.timeout
        rest: bytes | None = given
        while True:
            try:
                return process.communicate(rest, timeout=self._patience(deadline))
            except subprocess.TimeoutExpired:
                rest = None  # it is on its way
                if self.stop is not None and self.stop.is_set():
                    raise Stopped(command, "was stopped", "") from None
                if time.monotonic() >= deadline:
                    reason = f"took longer than {self.timeout:g} s and was ended"
                    raise TimedOut(command, reason, "") from None

    def _patience(self, deadline: float) -> float:
        left = max(0.0, deadline - time.monotonic())
        return left if self.stop is None else min(left, _POLL_SECONDS)


def how_it_ended(code: int) -> str:
    """Say how a command that failed ended."""
    return f"was killed by signal {-code}" if code < 0 else f"failed with exit code {code}"


def _program() -> str:
    program = shutil.which("git")
    if program is None:
        raise GitError("git isn't installed: install it, and see that PATH leads to it.")
    return program


@contextmanager
def _kept() -> Iterator[tuple[Sequence[str], Sequence[int]]]:
    """Give the command that ends all of git when we die, and the descriptors that it needs."""
    lifeline, held = os.pipe()
    report = os.open(os.devnull, os.O_WRONLY)
    try:
        yield (
            [*KEEPER, str(lifeline), str(report), str(_KEEPERS_GRACE_SECONDS), ""],
            (lifeline, report),
        )
    finally:
        for descriptor in (lifeline, held, report):
            os.close(descriptor)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the command and what it started, gently at first; nothing if it has ended."""
    if process.returncode is not None:
        return
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    _signal_group(process, signal.SIGKILL)
    process.communicate()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # nothing of the group is left
        os.killpg(process.pid, number)
