import re

import pytest

from execution.live.events import Event
from execution.watching.board import Board
from execution.watching.displays import Lines
from tests.execution.watching.rows import row

BUILDING = "acme/shop Close the file: Building, wave 2/3, tasks 3/7, Write the test, shop/prices.py"


class Heard:
    """Lines of a display, without their times."""

    def __init__(self):
        self.lines = []
        self.display = Lines(Board(), self.add)

    def add(self, line):
        time, _, text = line.partition(" ")
        assert re.fullmatch(r"\d\d:\d\d:\d\d", time)
        self.lines.append(text)

    def tell(self, name, data):
        self.display.take(Event.of(1, name, data))
        self.display.refresh()


@pytest.fixture
def heard():
    return Heard()


def test_a_snapshot_is_a_line_for_each_row(heard):
    heard.tell("snapshot", {"rows": [row(), row(item_id="b", title="Other", repository=None)]})

    assert heard.lines[0] == BUILDING
    assert heard.lines[1].startswith("Other: Building")


def test_a_change_is_a_line(heard):
    heard.tell("snapshot", {"rows": [row()]})
    heard.tell("progress", row(validation_tests="fail", fix_iteration=1, current_file=None))

    (line,) = heard.lines[1:]
    assert line == (
        "acme/shop Close the file: Building, wave 2/3, tasks 3/7, tests fail, fix 1/5,"
        " Write the test"
    )


def test_a_sign_of_life_is_no_line(heard):
    heard.tell("snapshot", {"rows": [row()]})
    heard.tell("progress", row(updated_at="2026-03-02T09:00:00Z"))
    heard.tell("tasks", {"item_id": "item-1", "run_id": "run-1"})

    assert heard.lines == [BUILDING]


def test_an_end_is_told_without_what_was_done_last(heard):
    heard.tell("progress", row(item_status="completed"))

    assert heard.lines == ["acme/shop Close the file: Completed, wave 2/3, tasks 3/7"]


def test_what_is_removed_is_told_once_and_may_come_again(heard):
    heard.tell("progress", row())
    heard.tell("removed", {"item_id": "item-1"})
    heard.tell("removed", {"item_id": "item-1"})
    heard.tell("progress", row())

    assert heard.lines == [BUILDING, "acme/shop Close the file: removed", BUILDING]


def test_a_lost_connection_is_told_once_and_that_it_is_back(heard):
    heard.tell("snapshot", {"rows": [row()]})
    heard.display.lost("the server went down")
    heard.display.lost("no such host")
    heard.tell("snapshot", {"rows": [row(), row(item_id="b", title="Other")]})

    lost, back, other = heard.lines[1:]
    assert lost == "The connection to the database is lost, trying again: the server went down"
    assert back == "The connection to the database is back."
    assert other.startswith("acme/shop Other: Building")
