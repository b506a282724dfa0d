"""Reports progress to the database: a script of psycopg alone, past Mason's own code.

It reads tasks as JSON from standard input, one a line, and answers each with a line:
    {"dsn": "...", "items": ["..."], "first": 1, "begin": 12.5, "seconds": 3, "rate": 50}
Each report has a number, from `first` on, and goes to the item of that number: the row's
`current_task` is `#` and twelve digits. Without a rate it reports as fast as it can. `begin` is
when to begin, by the machine's monotonic clock.
The answer has `reports`, `seconds`, and with a rate `committing`: when each report's COMMIT was
about to be sent, by that clock.
"""

import json
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

import psycopg

_REPORT: Final = b"""
    UPDATE mason_execution_progress SET current_task = %(task)s, current_wave = %(number)s %% 7,
        tasks_completed = %(number)s %% 11, lines_changed = %(number)s
    WHERE item_id = %(item)s
"""
type Connection = psycopg.Connection[tuple[Any, ...]]


class Writer:
    """One connection, whose statements are prepared."""

    def __init__(self, connection: Connection, task: Mapping[str, Any]) -> None:
        self._connection = connection
        self._task = task
        self._items: list[str] = task["items"]

    def report(self, number: int) -> None:
        """Write one report."""
        item = self._items[number % len(self._items)]
        values = {"task": f"#{number:012d}", "number": number, "item": item}
        self._connection.execute(_REPORT, values, prepare=True)

    def fast(self) -> dict[str, Any]:
        """Report until the time is over."""
        number = self._task["first"]
        _sleep_until(self._task["begin"])
        began = time.monotonic()
        end = began + self._task["seconds"]
        while time.monotonic() < end:
            self.report(number)
            number += 1
        seconds = time.monotonic() - began
        return {"reports": number - self._task["first"], "seconds": seconds}

    def steady(self) -> dict[str, Any]:
        """Report at a rate; what comes too late isn't left out."""
        reports, committing = int(self._task["seconds"] * self._task["rate"]), []
        for number in range(reports):
            _sleep_until(self._task["begin"] + number / self._task["rate"])
            self._connection.execute(b"BEGIN")
            self.report(self._task["first"] + number)
            committing.append(time.monotonic())
            self._connection.execute(b"COMMIT")
        seconds = time.monotonic() - self._task["begin"]
        return {"reports": reports, "seconds": seconds, "committing": committing}


def _sleep_until(moment: float) -> None:
    time.sleep(max(moment - time.monotonic(), 0))


def main() -> None:
    """Do what each line says."""
    connections: dict[str, Connection] = {}
    for line in sys.stdin:
        task = json.loads(line)
        if task["dsn"] not in connections:
            connections[task["dsn"]] = psycopg.connect(task["dsn"], autocommit=True)
        writer = Writer(connections[task["dsn"]], task)
        answer = writer.steady() if task.get("rate") else writer.fast()
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
