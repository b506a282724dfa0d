"""A line to a server that can be cut: connections break, and none is made until it's back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import Final

from django.db import connection

type Address = str | tuple[str, int]
"""The path of a Unix socket, or host and port."""

_PIECE: Final = 65_536


class Line:
    """Passes connections to a port of its own on to another address."""

    def __init__(self, target: Address) -> None:
        self._target = target
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._listening = _listening(0)
        self.port: int = self._listening.getsockname()[1]
        self._accept()

    def cut(self) -> None:
        """End all connections, and refuse new ones."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Take connections again."""
        self._listening = _listening(self.port)
        self._accept()

    def _accept(self) -> None:
        Thread(target=self._pass_on, args=(self._listening,), daemon=True).start()

    def _pass_on(self, listening: socket.socket) -> None:
        with suppress(OSError):  # it is cut
            while True:
                near, _ = listening.accept()
                far = _connected(self._target)
                with self._lock:
                    self._open |= {near, far}
                for ends in ((near, far), (far, near)):
                    Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                sink.sendall(piece)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open.discard(source)
        source.close()


@contextmanager
def line_to(target: Address) -> Iterator[Line]:
    """Have a line for the block."""
    line = Line(target)
    try:
        yield line
    finally:
        with suppress(OSError):
            line.cut()


@contextmanager
def line_to_database() -> Iterator[tuple[Line, str]]:
    """Have a line to the test database for the block; gives the database's address by it, too."""
    named = connection.settings_dict
    host, port = named["HOST"], named["PORT"] or "5432"
    is_local = host.startswith("/")
    with line_to(f"{host}/.s.PGSQL.{port}" if is_local else (host, int(port))) as line:
        password = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
        yield line, f"postgres://{named['USER']}{password}@127.0.0.1:{line.port}/{named['NAME']}"


def _listening(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(64)
    return listening


def _connected(target: Address) -> socket.socket:
    far = socket.socket(socket.AF_UNIX if isinstance(target, str) else socket.AF_INET)
    far.connect(target)
    return far
