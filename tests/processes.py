"""Mason as its user meets it: a checkout of its own, started and stopped as real processes."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("accounts", "backlog", "docs", "execution", "mason", "manage.py", "pyproject.toml")
TIMEOUT_SECONDS = 60


def copy_checkout(target: Path) -> Path:
    """Copy the project's sources, without what a start makes but for the compiled modules."""
    target.mkdir(parents=True)
    half_written = shutil.ignore_patterns("*.pyc.*")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=half_written)
        else:
            shutil.copy2(source, target)
    return target


def clean_environment(**extra: str) -> dict[str, str]:
    """Return the environment without what settings or the test session would read or have set."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | extra


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; fail after a long time."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def descendants(pid: int) -> list[int]:
    """Return the processes below one, by Linux's own list of children."""
    children = [
        int(child)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    return [*children, *(below for child in children for below in descendants(child))]


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that ended and wasn't fetched yet doesn't."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


@dataclass
class Mason:
    """A started `manage.py up`."""

    process: subprocess.Popen[str]
    port: int
    live_port: int
    output_file: Path

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    def wait_until_ready(self) -> None:
        eventually(lambda: "Stop:  Ctrl-C" in self.output or self.process.poll() is not None)
        assert self.process.poll() is None, self.output

    def get(self, path: str, port: int | None = None) -> tuple[int, str]:
        """Return the status and body of an address, of the web server's port if not another."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.port, timeout=TIMEOUT_SECONDS
        )
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT_SECONDS)


@contextmanager
def started_mason(checkout: Path, **environment: str) -> Iterator[Mason]:
    """Start Mason in a checkout; kill what is left of it after the block."""
    port, live_port = free_port(), free_port()
    output_file = checkout.parent / f"output-{port}"
    with output_file.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", f"--port={port}", f"--live-port={live_port}"],
            cwd=checkout,
            env=clean_environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Mason(process, port, live_port, output_file)
    finally:
        process.kill()
        process.wait()


def run_up(
    checkout: Path, port: str, live_port: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a `manage.py up` that is expected to end by itself."""
    live_port = live_port or str(free_port())
    return subprocess.run(
        [sys.executable, "manage.py", "up", f"--port={port}", f"--live-port={live_port}"],
        cwd=checkout,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command of the project."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
