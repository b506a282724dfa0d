"""A command line agent: the prompt on its standard input, its answer on the output or in a file."""

import os
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from backlog.assistants.asking import Answer, Prompt
from backlog.assistants.costs import answer_of
from backlog.assistants.exceptions import AssistantError
from backlog.intake.wording import cleaned, one_line

OUTPUT_FILE: Final = "{output}"
SCHEMA_FILE: Final = "{schema}"
"""Where a command has these, the agent is told a file to answer in, and one with the schema."""

LARGEST_OUTPUT: Final = 10_000_000
"""Bytes."""
LONGEST_COMPLAINT: Final = 1_000
"""Characters at the end of what a failing agent says."""
GRACE_SECONDS: Final = 3.0
"""From asking a process to end until it is killed."""
_POLL_SECONDS: Final = 0.05

_PASSED_ON: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TERM", "TMPDIR", "TZ"),
    *("LC_ALL", "LC_CTYPE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"),
)
"""What an agent gets of the environment: none of Mason's own settings."""


class CommandLineAgent:
    """Runs a command for each prompt, in the prompt's folder, in a process group of its own.

    `timeout` is in seconds; `variables` are further names of the environment that it gets.
    """

    reads_folder = True

    def __init__(
        self, command: Sequence[str], *, timeout: float, variables: Sequence[str] = ()
    ) -> None:
        self._command = tuple(command)
        self._timeout = timeout
        self._variables = tuple(variables)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    @property
    def name(self) -> str:
        """The program's name."""
        return Path(self._command[0]).name

    @property
    def command(self) -> str:
        """The whole command, as a shell would take it."""
        return shlex.join(self._command)

    def ask(self, prompt: Prompt) -> Answer:
        """Run the command once; raises AssistantError."""
        with tempfile.TemporaryDirectory(prefix="mason-agent-") as folder:
            return self._run(prompt, Path(folder))

    def stop(self) -> None:
        """End every process that is running, and start no other."""
        self._stopped.set()
        with self._lock:
            running = list(self._running)
        for process in running:
            _end_group(process)

    def _run(self, prompt: Prompt, folder: Path) -> Answer:
        question, output, errors = (folder / name for name in ("prompt", "stdout", "stderr"))
        question.write_text(prompt.text, encoding="utf-8", errors="replace")
        command = self._filled(prompt, folder)
        with question.open("rb") as stdin, output.open("wb") as stdout, errors.open("wb") as stderr:
            process = self._started(command, prompt, stdin, stdout, stderr)
            try:
                self._wait(process, output, errors)
            finally:
                _end_group(process)
                with self._lock:
                    self._running.discard(process)
        if process.returncode != 0:
            raise AssistantError(self._complaint(process.returncode, errors, output))
        return self._answer(output, errors, folder / "answer")

    def _filled(self, prompt: Prompt, folder: Path) -> list[str]:
        """The command with the paths of its files."""
        schema = folder / "schema.json"
        schema.write_bytes(orjson.dumps(prompt.schema or {}))
        paths = {OUTPUT_FILE: str(folder / "answer"), SCHEMA_FILE: str(schema)}
        filled = list(self._command)
        for placeholder, path in paths.items():
            filled = [part.replace(placeholder, path) for part in filled]
        return filled

    def _started(
        self,
        command: list[str],
        prompt: Prompt,
        stdin: BinaryIO,
        stdout: BinaryIO,
        stderr: BinaryIO,
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped.is_set():
                raise AssistantError(f"{self.name} was stopped.")
            try:
                process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
                    command,
                    cwd=prompt.folder,
                    env=self._environment(),
                    start_new_session=True,
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                )
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise AssistantError(f"{self.name} can't be started: {reason}.") from error
            self._running.add(process)
        return process

    def _environment(self) -> Mapping[str, str]:
        wanted = {*_PASSED_ON, *self._variables}
        return {name: value for name, value in os.environ.items() if name in wanted}

    def _wait(self, process: subprocess.Popen[bytes], *written: Path) -> None:
        deadline = time.monotonic() + self._timeout
        while process.poll() is None:
            if self._stopped.is_set():
                raise AssistantError(f"{self.name} was stopped.")
            if time.monotonic() > deadline:
                raise AssistantError(f"{self.name} gave no answer in {self._timeout:g} s.")
            self._require_small(*written)
            time.sleep(_POLL_SECONDS)
        if self._stopped.is_set():
            raise AssistantError(f"{self.name} was stopped.")

    def _require_small(self, *files: Path) -> None:
        if any(file.exists() and file.stat().st_size > LARGEST_OUTPUT for file in files):
            raise AssistantError(f"{self.name} wrote more than {LARGEST_OUTPUT // 10**6} MB.")

    def _complaint(self, code: int, errors: Path, output: Path) -> str:
        said = _text_of(errors).strip() or _text_of(output).strip()
        told = one_line(cleaned(said[-LONGEST_COMPLAINT:]))
        how = f"was killed by signal {-code}" if code < 0 else f"failed with exit code {code}"
        return f"{self.name} {how}: {told}" if told else f"{self.name} {how}."

    def _answer(self, output: Path, errors: Path, file: Path) -> Answer:
        self._require_small(output, file)
        answers_in_file = any(OUTPUT_FILE in part for part in self._command)
        if answers_in_file and not file.exists():
            raise AssistantError(f"{self.name} wrote no answer into the file of {OUTPUT_FILE}.")
        answer = _text_of(file) if answers_in_file else None
        found = answer_of(_text_of(output), errors=_text_of(errors), answer=answer)
        if not found.text.strip():
            raise AssistantError(f"{self.name}'s answer is empty.", usage=found.usage)
        return found


def _text_of(file: Path) -> str:
    with file.open("rb") as stream:
        return stream.read(LARGEST_OUTPUT).decode("utf-8", "replace")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started, gently at first."""
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nothing of the group is left
        os.killpg(process.pid, number)
