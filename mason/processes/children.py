"""Starting and stopping child processes that never outlive their starter."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from mason.processes import launcher

LAUNCHER: Final = (sys.executable, "-I", "-S", "-B", launcher.__file__)


@dataclass(frozen=True, kw_only=True)
class Account:
    """The ordinary user a child runs as when Mason itself is root.

    `pass_folders` lets it enter folders that only root may enter, and nothing changes their modes.
    """

    user: int
    group: int
    pass_folders: bool = False

    def options(self) -> list[str]:
        """Return the launcher's options for this account."""
        options = [f"--user={self.user}", f"--group={self.group}"]
        return [*options, "--pass-folders"] if self.pass_folders else options


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to end it: `stop_signal` asks for a clean end within `grace` seconds."""

    name: str
    command: Sequence[str]
    stop_signal: signal.Signals
    grace: float
    folder: Path = Path("/")
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def launch_command(self) -> list[str]:
        """Return the command that ties the program to this process, then becomes it."""
        tie = [f"--parent={os.getpid()}", f"--death-signal={self.stop_signal.value}"]
        account = self.account.options() if self.account else []
        return [*LAUNCHER, *tie, *account, "--", *self.command]


class Child:
    """A running program, in a process group of its own so that a terminal's Ctrl-C spares it."""

    def __init__(
        self, program: Program, *, output: IO[bytes] | None = None, keep_open: Sequence[int] = ()
    ) -> None:
        """Start the program; its output goes to `output`, else to ours."""
        self.program = program
        self.process = subprocess.Popen(  # noqa: S603 - commands are ours, never a shell's
            program.launch_command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            cwd=self.program.folder,
            env=dict(program.environment),
            pass_fds=keep_open,
            process_group=0,
        )

    @property
    def exit_code(self) -> int | None:
        """The exit code (negative: the signal's number), or None while it runs."""
        return self.process.poll()

    def stop(self) -> int:
        """End it cleanly, or by force after its grace; return the exit code."""
        if self.exit_code is None:
            self.process.send_signal(self.program.stop_signal)
            try:
                self.process.wait(self.program.grace)
            except subprocess.TimeoutExpired:
                self.process.kill()
        code = self.process.wait()
        self._end_stragglers()
        return code

    def _end_stragglers(self) -> None:
        """Kill what is left of the group: a worker outlives a web server that was killed."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def is_alive(pid: int) -> bool:
    """Tell whether a process with this number exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
