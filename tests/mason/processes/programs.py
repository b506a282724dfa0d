"""Programs for the runner, and what they leave in files."""

import os
import sys
from pathlib import Path

from mason.processes.bounded import BoundedProgram
from tests.processes import eventually

ENVIRONMENT = {"PATH": os.environ["PATH"]}

DAEMON = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else signal.SIG_DFL)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open(sys.argv[1] + ".new", "w") as file:
            file.write(str(os.getpid()))
        os.rename(sys.argv[1] + ".new", sys.argv[1])
        time.sleep(600)
    os._exit(0)
os.wait()
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
if "stay" in sys.argv:
    time.sleep(600)
"""
"""Leaves a daemon, whose id it writes into its file; `stay` stays too, `deaf` ignores SIGTERM."""


def program(*command, timeout=60, **values):
    values = {"folder": None, "environment": ENVIRONMENT, **values}
    return BoundedProgram(command=command, timeout=timeout, **values)


def shell(script, **values):
    return program("sh", "-c", script, **values)


def daemon(file, *words, **values):
    return program(sys.executable, "-c", DAEMON, str(file), *words, **values)


def written_id(file: Path) -> int:
    """The process id in the file, once it is there."""
    eventually(file.exists)
    return int(file.read_text())
