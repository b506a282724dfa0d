"""What runs before `.venv` exists: bin/bootstrap calls it with any Python that is new enough.

Standard library only. Checks the ports, makes the environment, then becomes the command.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from mason.startup.ports import PortUnusable, live_port_of, usable_ports
from mason.startup.virtual_environment import CONTAINS, SetupFailed, ready_python

ROOT: Final = Path(__file__).resolve().parents[2]


def main() -> None:
    """Prepare, then run the rest of the command line with the environment's Python."""
    options = _arguments()
    try:
        if options.free_port is not None:
            live_port = options.free_live_port or live_port_of(ROOT / ".env")
            usable_ports(options.free_port, live_port)
        python = ready_python(ROOT, options.lock, _say)
    except (PortUnusable, SetupFailed) as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        raise SystemExit("Interrupted; start again to go on.") from None
    if options.command:
        os.execv(python, [str(python), *options.command])  # noqa: S606 - meant, and no shell


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bootstrap", description=__doc__)
    parser.add_argument("--free-port", metavar="PORT", help="fail unless this port is free")
    parser.add_argument(
        "--free-live-port", metavar="PORT", help="and this one; empty: the one of .env, or the next"
    )
    parser.add_argument("lock", choices=CONTAINS, help="the locked packages to install")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="arguments for .venv's Python")
    return parser.parse_args()


if __name__ == "__main__":
    main()
