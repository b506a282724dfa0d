"""Commands that run the tests' agent."""

import os
import shlex
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("agent_program.py")


def command(behaviour, kept, *more):
    """The command line of an agent that behaves so, as a user would set it."""
    return shlex.join([sys.executable, str(PROGRAM), behaviour, str(kept), *more])


def kept_by(folder, kind):
    """What the runs kept of a kind, the first run first."""
    return [file.read_text() for file in sorted(folder.glob(f"*.{kind}"))]


def is_running(pid):
    """Whether the process is there and no zombie."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
