"""Becomes another program, tied to the process that started it.

A script of its own (standard library only) rather than a hook between fork and exec, which Python
calls unsafe beside threads. When the starter dies, Linux ends the program (prctl(2),
PR_SET_PDEATHSIG); elsewhere the next start cleans up.
"""

import argparse
import ctypes
import os
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_SECUREBITS: Final = 28
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_RAISE: Final = 2
CAP_DAC_OVERRIDE: Final = 1
SECBIT_NO_SETUID_FIXUP: Final = 1 << 2
CAPABILITY_VERSION_3: Final = 0x20080522
"""Numbers of linux/prctl.h, linux/securebits.h and linux/capability.h."""

PRIVATE_UMASK: Final = 0o077


def main() -> None:
    """Drop rights if asked to, tie this process to its starter, then run the command."""
    options = _arguments()
    os.umask(PRIVATE_UMASK)
    if options.user is not None:
        become(options.user, options.group, pass_folders=options.pass_folders)
    if sys.platform == "linux":
        tie_to_parent(options.parent, signal.Signals(options.death_signal))
    # A shell's background job hands an ignored SIGINT down.
    signal.signal(options.death_signal, signal.SIG_DFL)
    os.execv(options.command[0], options.command)  # noqa: S606 - the whole point, and no shell


def become(user: int, group: int, *, pass_folders: bool) -> None:
    """Become an ordinary user; with `pass_folders` keep root's right to enter any folder (Linux).

    Raises OSError where the system refuses.
    """
    if pass_folders:
        # Capabilities outlive setuid(2), and access(2), which PostgreSQL asks, heeds them.
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    if pass_folders:
        _keep_only(CAP_DAC_OVERRIDE)
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def tie_to_parent(parent: int, death_signal: signal.Signals) -> None:
    """Have the kernel send `death_signal` when the parent dies; exit if it is dead already."""
    _prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        raise SystemExit(f"the process {parent} that asked for this one is gone")


def _keep_only(capability: int) -> None:
    """Reduce all three capability sets to one capability: see capset(2)."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _raise_on_error(_libc().capset(header, sets), "capset")


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    _raise_on_error(_libc().prctl(option, *padded), "prctl")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _raise_on_error(result: int, call: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--death-signal", type=int, required=True)
    parser.add_argument("--user", type=int)
    parser.add_argument("--group", type=int)
    parser.add_argument("--pass-folders", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    main()
