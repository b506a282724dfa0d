"""Commands as processes that can be killed, and what is left of processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.processes import ROOT, descendants

# A test session in the background ignores Ctrl-C, and its children would inherit that.
_WITH_SIGINT = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@dataclass
class WorkerProcess:
    """A started command and what it says."""

    process: subprocess.Popen[bytes]
    output_file: Path

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def kill(self) -> None:
        """Kill the process alone."""
        self.process.kill()
        self.process.wait()

    def kill_all(self) -> None:
        """Kill the process and all that came of it, as the end of the machine does."""
        if self.process.poll() is not None:
            return
        below = descendants(self.process.pid)
        for pid in (self.process.pid, *below):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def managed(
    folder: Path, *arguments: str, environment: Mapping[str, str]
) -> Iterator[WorkerProcess]:
    """Run a command for the block, its output below the folder; what is left of it is killed."""
    output = folder / f"output-{time.monotonic_ns()}"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", _WITH_SIGINT, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    worker = WorkerProcess(process, output)
    try:
        yield worker
    finally:
        worker.kill_all()


def processes_about(text: str) -> Iterator[str]:
    """Processes whose environment or arguments speak of it: their ids and arguments."""
    for folder in _processes():
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            arguments = (folder / "cmdline").read_bytes()
            if os.fsencode(text) in arguments + (folder / "environ").read_bytes():
                yield f"{folder.name} {readable(arguments)}"


def processes_in(working_folder: str) -> Iterator[str]:
    """The arguments of processes that work in a folder."""
    for folder in _processes():
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            if str((folder / "cwd").readlink()) == working_folder:
                yield readable((folder / "cmdline").read_bytes())


def _processes() -> Iterator[Path]:
    """The folders of all processes but ours."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            yield folder


def readable(arguments: bytes) -> str:
    return arguments.decode("utf-8", "replace").replace("\0", " ")
