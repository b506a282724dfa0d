"""Clients of the live server's streams."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

TIMEOUT_SECONDS = 60


class EventStream:
    """What a stream says: its answer, and its events one after the other."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> dict[str, str]:
        """Give the fields of the next block; raises StopIteration when the stream has ended."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line:
                return fields
            name, _, value = line.partition(": ")
            fields[name] = value
        raise StopIteration

    def event(self) -> tuple[str, Any]:
        """Give the name and the data of the next event."""
        fields = self.next()
        while "event" not in fields:
            fields = self.next()
        return fields["event"], json.loads(fields["data"])

    def names_until_the_end(self) -> list[str]:
        """Read on until the server ends the stream, and give the names of the events."""
        names = []
        while True:
            try:
                names.append(self.event()[0])
            except StopIteration:
                return names


@contextmanager
def open_stream(url: str, **headers: str) -> Iterator[EventStream]:
    """Open a stream, whatever is answered."""
    with httpx2.stream("GET", url, headers=headers, timeout=TIMEOUT_SECONDS) as response:
        yield EventStream(response)
