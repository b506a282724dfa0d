"""Asks a server as fast as it answers: a script of the standard library alone.

It reads a task as JSON from standard input and writes what it counted as JSON:
    {"port": 8000, "seconds": 2, "requests": ["GET / HTTP/1.1..."], "status": [200],
     "length": 120}
Each request is the whole text of what one client asks again and again, over one connection that
lasts. MARK in it becomes a number, 1 in the first request and one more in each that follows, so
that each can bring something new.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

HOST: Final = "127.0.0.1"
MARK: Final = b"@@@@@@@@@@@@"
"""As long as the number that replaces it, so that the length of a body stays true."""
WARM_SHARE: Final = 0.15
"""The part of the time before which nothing is counted."""
PIECE: Final = 1 << 18
LONGEST_WAIT: Final = 60.0
_END_OF_HEAD: Final = b"\r\n\r\n"


class Client:
    """One connection that sends its request, reads the answer whole, and sends it again."""

    def __init__(self, port: int, request: bytes, numbers: Iterator[int]) -> None:
        self._request = request
        self._numbers = numbers
        self._is_numbered = MARK in request
        self.socket = socket.create_connection((HOST, port), timeout=LONGEST_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        """Ask."""
        self._head = b""
        self._missing = -1
        request = self._request
        if self._is_numbered:
            request = request.replace(MARK, b"%012d" % next(self._numbers))
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what has come; True when the answer is whole. Raises ConnectionError."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server closed the connection")
        if self._missing >= 0:
            self._missing -= len(piece)
            return self._missing == 0
        self._head += piece
        end = self._head.find(_END_OF_HEAD)
        if end < 0:
            return False
        self._read_head(self._head[:end].lower())
        self._missing = self.length - (len(self._head) - end - len(_END_OF_HEAD))
        return self._missing == 0

    def _read_head(self, head: bytes) -> None:
        self.status = int(head[9:12])
        _, found, rest = head.partition(b"\r\ncontent-length:")
        if not found:
            raise ConnectionError("the answer has no Content-Length")
        self.length = int(rest.partition(b"\r\n")[0])


def asked(clients: Sequence[Client], seconds: float, task: Mapping[str, Any]) -> dict[str, Any]:
    """Have all clients ask for so long; give how many right answers came in which time.

    At least one answer is waited for.
    """
    statuses, length = set(task["status"]), task["length"]
    wrong, answers = "", 0
    begin = time.perf_counter() + seconds * WARM_SHARE
    end = begin + seconds
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        while (now := time.perf_counter()) < end or not answers:
            for ready, _ in _ready(selector):
                client = ready.data
                if not client.receive():
                    continue
                answers += now >= begin
                if client.status not in statuses or length not in {None, client.length}:
                    wrong = wrong or f"status {client.status}, {client.length} bytes"
                client.send()
    return {"answers": answers, "seconds": now - begin, "wrong": wrong}


def _ready(selector: selectors.BaseSelector) -> list[tuple[selectors.SelectorKey, int]]:
    ready = selector.select(LONGEST_WAIT)
    if not ready:
        raise TimeoutError(f"the server didn't answer within {LONGEST_WAIT:.0f} s")
    return ready


def main() -> None:
    """Read the task, ask, tell."""
    task = json.load(sys.stdin)
    numbers = count(1)
    clients = [Client(task["port"], text.encode(), numbers) for text in task["requests"]]
    json.dump(asked(clients, task["seconds"], task), sys.stdout)


if __name__ == "__main__":
    main()
