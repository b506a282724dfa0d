"""Reads streams of a server: a script of the standard library alone, on one thread.

It reads a task as JSON from standard input:
    {"port": 8001, "target": "/stream?token=...", "clients": 500, "items": 50}
Once every client has its first bytes of an event it writes the line `ready`. Another line,
    {"last": 99, "seconds": 30}
has it read until every client has seen that report, or as long as that. It answers by what was
seen:
    {"times": {"12": [when each client saw report 12, or -1]}, "last": [[the last report of each
     item], ...], "ended": 0, "busy": 0.3}
Reports are known by `"current_task":"#000000000012"` in the bytes; times are of the machine's
monotonic clock; `ended` counts clients that were cut off; `busy` is this script's own share of a
processor.
"""

import json
import re
import select
import socket
import sys
import time
from typing import Any, Final

HOST: Final = "127.0.0.1"
PIECE: Final = 1 << 18
LONGEST_WAIT: Final = 30.0
_REPORT: Final = re.compile(rb'"current_task":"#(\d{12})"')
_LENGTH: Final = 31
"""Bytes of that."""
_FIRST_EVENT: Final = b"data: "


class Client:
    """One stream."""

    def __init__(self, task: dict[str, Any], number: int) -> None:
        self.number = number
        self.is_ready = False
        self._items: int = task["items"]
        self.last = [-1] * self._items
        self._rest = b""
        self.socket = socket.create_connection((HOST, task["port"]), timeout=LONGEST_WAIT)
        head = f"GET {task['target']} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n"
        self.socket.sendall(head.encode())
        self.socket.settimeout(0)

    def reports(self) -> list[int]:
        """Read what has come, and give the numbers in it; raises ConnectionError at the end."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError
        text = self._rest + piece
        self.is_ready = self.is_ready or _FIRST_EVENT in text
        numbers, end = [], 0
        for found in _REPORT.finditer(text):
            numbers.append(int(found[1]))
            end = found.end()
        self._rest = text[max(end, len(text) - _LENGTH) :]
        for number in numbers:
            self.last[number % self._items] = number
        return numbers


class Crowd:
    """All streams and what came by them."""

    def __init__(self, task: dict[str, Any]) -> None:
        self._size: int = task["clients"]
        self._items: int = task["items"]
        self._poll = select.epoll()
        self.clients: dict[int, Client] = {}
        self.times: dict[int, list[float]] = {}
        self.ended = 0
        for number in range(self._size):
            client = Client(task, number)
            self.clients[client.socket.fileno()] = client
            self._poll.register(client.socket, select.EPOLLIN)

    def read(self, seconds: float) -> None:
        """Read from whoever has something, waiting so long at most."""
        for descriptor, _ in self._poll.poll(seconds):
            client = self.clients[descriptor]
            try:
                numbers = client.reports()
            except ConnectionError:
                self.ended += 1
                self._poll.unregister(descriptor)
                continue
            now = time.monotonic()
            for number in numbers:
                times = self.times.get(number)
                if times is None:
                    times = self.times[number] = [-1.0] * self._size
                # A snapshot may show it again.
                if times[client.number] < 0:
                    times[client.number] = now

    def is_ready(self) -> bool:
        """Tell whether each has begun."""
        return all(client.is_ready for client in self.clients.values())

    def has_seen(self, number: int) -> bool:
        """Tell whether each has had this report, or one of the same item after it."""
        return all(
            client.last[number % len(client.last)] >= number for client in self.clients.values()
        )


def main() -> None:
    """Connect, read until told to stop, tell."""
    crowd = Crowd(json.loads(sys.stdin.readline()))
    deadline = time.monotonic() + LONGEST_WAIT
    while not crowd.is_ready():
        crowd.read(1.0)
        if crowd.ended or time.monotonic() > deadline:
            raise SystemExit(f"{crowd.ended} streams ended before they began")
    _say("ready")
    began, used = time.monotonic(), time.process_time()
    _read_to_the_end(crowd)
    busy = (time.process_time() - used) / (time.monotonic() - began)
    last = [client.last for client in crowd.clients.values()]
    answer = {"times": crowd.times, "last": last, "ended": crowd.ended, "busy": busy}
    _say(json.dumps(answer))


def _read_to_the_end(crowd: Crowd) -> None:
    asked = select.poll()
    asked.register(sys.stdin, select.POLLIN)
    while not asked.poll(0):
        crowd.read(0.02)
    task = json.loads(sys.stdin.readline())
    deadline = time.monotonic() + task["seconds"]
    while not crowd.has_seen(task["last"]) and time.monotonic() < deadline:
        crowd.read(0.02)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
