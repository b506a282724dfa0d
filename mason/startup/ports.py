"""The port to serve on, checked before anything is written. Standard library only."""

import errno
import socket
from typing import Final

HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
LAST_PORT: Final = 65535


class PortUnusable(Exception):
    """The port can't be served on; the message says why and names PORT=."""


def usable_port(text: str) -> int:
    """Return the port if it is a port and free on 127.0.0.1, else raise PortUnusable."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise PortUnusable(f"PORT={text} isn't a port: give a number from 1 to {LAST_PORT}.")
    port = int(text)
    with socket.socket() as probe:
        # Without it a port whose last connections are still fading would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortUnusable(_reason(port, error)) from error
    return port


def _reason(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {HOST} is taken: stop what uses it, or choose another with PORT=."
    return f"Port {port} on {HOST} can't be used ({error.strerror}): choose another with PORT=."
