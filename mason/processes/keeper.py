"""Starts a program, tells how it ended, and ends all that came of it.

A script of its own (standard library only, nothing of Mason), so that it starts in milliseconds and
outlives whoever asked for it. On Linux whatever the program starts stays below the keeper, a daemon
too: it is the reaper there (prctl(2), PR_SET_CHILD_SUBREAPER). Elsewhere it ends the program's
process group.

It holds the reading end of the lifeline, a pipe that nobody writes to: when the other end is
closed, be it by the death of its holder, all is ended. It reports in lines: `refused ERRNO` where
the program can't be started, `exited CODE` once it has ended by itself, `ended CODE` once it was
made to.
"""

import ctypes
import os
import select
import signal
import sys
import time
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_CHILD_SUBREAPER: Final = 36
"""Numbers of linux/prctl.h."""

IS_LINUX: Final = sys.platform == "linux"
LAST_RESORT_SECONDS: Final = 10.0
"""How long what was killed may take to go; what the kernel or another user holds stays."""
POLL_SECONDS: Final = 0.02
NOT_STARTED: Final = 127
"""The exit code of a command that is not there, as in a shell."""
_ENDING: Final = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_SETTABLE: Final = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}


class Watch:
    """What the keeper waits for: signals and the end of the lifeline."""

    def __init__(self, lifeline: int) -> None:
        """Notice signals from now on."""
        self._lifeline = lifeline
        self._signals, woken = os.pipe()
        for descriptor in (self._signals, woken):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        for number in (*_ENDING, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        self._poll = select.poll()
        self._poll.register(self._signals, select.POLLIN)
        self._poll.register(lifeline, select.POLLIN)

    def is_over(self) -> bool:
        """Wait for something to happen; tell whether all has to be ended."""
        is_cut = self._lifeline in self._ready(None)
        return is_cut or not _ENDING.isdisjoint(self._drained())

    def pause(self) -> None:
        """Wait a moment, or for a child to end."""
        self._ready(POLL_SECONDS)
        self._drained()

    def forget_lifeline(self) -> None:
        """Wait for signals alone: a lifeline that was cut is always ready."""
        self._poll.unregister(self._lifeline)

    def _ready(self, seconds: float | None) -> list[int]:
        milliseconds = None if seconds is None else seconds * 1000
        return [descriptor for descriptor, _ in self._poll.poll(milliseconds)]

    def _drained(self) -> bytes:
        try:
            return os.read(self._signals, 4096)
        except BlockingIOError:
            return b""


class Family:
    """The program and all that came of it."""

    def __init__(self, command: list[str], report: int) -> None:
        """Start the program."""
        self.code: int | None = None
        self.is_gone = False
        self._asked: set[int] = set()
        self._first = _started(command, report)

    def reap(self) -> None:
        """Note what has ended: the program's code, and whether nothing is left."""
        while not self.is_gone:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                # Who lost a parent became our child: without children there is nobody below.
                self.is_gone = IS_LINUX or not _reaches_group(self._first, 0)
                return
            if pid == 0:
                return
            if pid == self._first:
                self.code = os.waitstatus_to_exitcode(status)

    def end(self, watch: Watch, *, grace: float) -> None:
        """Ask all to end, and after `grace` seconds kill what is left."""
        deadline = time.monotonic() + grace
        while not self.is_gone and time.monotonic() < deadline + LAST_RESORT_SECONDS:
            if time.monotonic() < deadline:
                self._ask()
            else:
                self._kill()
            watch.pause()
            self.reap()

    def _ask(self) -> None:
        """Send SIGTERM once to each: programs take a second one for impatience."""
        for pid in set(self._members()) - self._asked:
            self._asked.add(pid)
            _send(pid, signal.SIGTERM)

    def _kill(self) -> None:
        for pid in self._members():
            _send(pid, signal.SIGKILL)

    def _members(self) -> list[int]:
        """The processes to signal; without /proc the group, as a negative number."""
        return below(os.getpid()) if IS_LINUX else [-self._first]


def main() -> int:
    """Run `keeper.py LIFELINE REPORT GRACE LC_CTYPE COMMAND...`; give the program's exit code."""
    lifeline, report, grace = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    for descriptor in (lifeline, report):
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - it takes no names
    _restore_locale(sys.argv[4])
    if IS_LINUX:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
    watch = Watch(lifeline)
    family = Family(sys.argv[5:], report)
    while family.code is None and not watch.is_over():
        family.reap()
    has_exited = family.code is not None
    if has_exited:
        _tell(report, f"exited {family.code}")
    watch.forget_lifeline()
    family.end(watch, grace=grace)
    code = -signal.SIGKILL if family.code is None else family.code
    if not has_exited:
        _tell(report, f"ended {code}")
    return code if code >= 0 else 128 - code


def below(pid: int) -> list[int]:
    """Return the processes below one: its children, theirs, and so on (Linux)."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - pathlib loads slowly
        parent = _parent_of(name)
        if parent is not None:
            children.setdefault(parent, []).append(int(name))
    found = list(children.get(pid, ()))
    for one in found:
        found.extend(children.get(one, ()))
    return found


def _parent_of(name: str) -> int | None:
    try:
        with open(f"/proc/{name}/stat", "rb") as stat:  # noqa: PTH123 - pathlib loads slowly
            # The program's name, in brackets, may hold anything.
            return int(stat.read().rpartition(b")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError, PermissionError):  # gone, or another user's
        return None


def _started(command: list[str], report: int) -> int:
    """Fork and become the command in the child; signals wait until it has its own handling."""
    keeper = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _SETTABLE)
    pid = os.fork()
    if pid == 0:
        _become(command, report, keeper)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    return pid


def _become(command: list[str], report: int, keeper: int) -> None:
    os.setpgid(0, 0)
    if IS_LINUX:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != keeper:
            os._exit(NOT_STARTED)
    for number in _SETTABLE:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        os.execvp(command[0], command)  # noqa: S606 - the whole point, and no shell
    except OSError as error:
        _tell(report, f"refused {error.errno}")
        os._exit(NOT_STARTED)


def _restore_locale(given: str) -> None:
    """Undo what Python did to LC_CTYPE (PEP 538): the program gets what it was given."""
    if given:
        os.environ["LC_CTYPE"] = given
    else:
        os.environ.pop("LC_CTYPE", None)


def _tell(report: int, line: str) -> None:
    try:
        os.write(report, f"{line}\n".encode())
    except BrokenPipeError:
        return  # who asked is dead


def _reaches_group(group: int, number: int) -> bool:
    return _send(-group, number)


def _send(pid: int, number: int) -> bool:
    """Signal a process, or the group of a negative number; tell whether it could be."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, *(ctypes.c_ulong(each) for each in (value, 0, 0, 0))) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(main())
