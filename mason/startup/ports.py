"""The ports to serve on, checked before anything is written. Standard library only."""

import errno
import re
import socket
from pathlib import Path
from typing import Final, NamedTuple

HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
LAST_PORT: Final = 65535
WEB: Final = "PORT"
LIVE: Final = "LIVE_PORT"

_LIVE_SETTING: Final = re.compile(
    rf"^\s*(?:export\s+)?{LIVE}\s*=\s*['\"]?([^'\"#\s]*)", re.MULTILINE
)


class PortUnusable(Exception):
    """The port can't be served on; the message says why and names what chooses another."""


class Ports(NamedTuple):
    """The port of admin and API, and the one of the live server."""

    web: int
    live: int


def usable_ports(web: str, live: str = "") -> Ports:
    """Return both if they are ports and free on 127.0.0.1, else raise PortUnusable.

    An empty `live` is the port after the other.
    """
    number = usable_port(web)
    live = live or str(number + 1)
    if live == str(number):
        raise PortUnusable(f"{LIVE}={live} is the same as {WEB}: choose another.")
    return Ports(number, usable_port(live, LIVE))


def live_port_of(file: Path) -> str:
    """Return the live port that a file of settings names, or nothing."""
    if not file.is_file():
        return ""
    found = _LIVE_SETTING.search(file.read_text(errors="replace"))
    return found[1] if found else ""


def usable_port(text: str, name: str = WEB) -> int:
    """Return the port if it is a port and free on 127.0.0.1, else raise PortUnusable."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise PortUnusable(f"{name}={text} isn't a port: give a number from 1 to {LAST_PORT}.")
    port = int(text)
    with socket.socket() as probe:
        # Without it a port whose last connections are still fading would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortUnusable(_reason(port, name, error)) from error
    return port


def _reason(port: int, name: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {HOST} is taken: stop what uses it, or choose another with {name}=."
    return f"Port {port} on {HOST} can't be used ({error.strerror}): choose another with {name}=."
