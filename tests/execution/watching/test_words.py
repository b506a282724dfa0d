import pytest

from backlog.choices import ItemStatus
from execution.watching import words
from tests.execution.watching.rows import NOW, ago, row


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "Building"),
        ({"current_phase": None}, "Begun"),
        ({"item_status": "completed"}, "Completed"),
        ({"item_status": "deferred"}, "Failed"),
        ({"item_status": "approved"}, "Given back"),
    ],
)
def test_the_phase_is_told_or_how_it_ended(values, shown):
    assert words.phase(row(**values)) == shown


@pytest.mark.parametrize("status", ItemStatus.values)
def test_every_status_of_an_item_has_a_word(status):
    assert words.phase(row(item_status=status))


def test_validations_are_letters_in_their_order():
    shown = row(validation_typescript="pass", validation_eslint="fail", validation_build="running")
    assert words.checks(shown) == "pFr-"
    assert words.checks(row(validation_tests="pending")) == "---."


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "4:05"),
        ({"started_at": ago(hours=30, seconds=9)}, "30:00:09"),
        ({"started_at": ago(seconds=-5)}, "0:00"),
        ({"item_status": "completed", "completed_at": ago(minutes=1)}, "3:05"),
        ({"item_status": "deferred", "updated_at": ago(minutes=2)}, "2:05"),
        ({"started_at": "infinity"}, ""),
    ],
)
def test_time_passes_until_the_end(values, shown):
    assert words.elapsed(row(**values), NOW) == shown


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ({"seconds": 0}, "0 s"),
        ({"seconds": 59}, "59 s"),
        ({"seconds": 60}, "1 min"),
        ({"minutes": 59}, "59 min"),
        ({"minutes": 119}, "1 h"),
        ({"hours": 49}, "2 d"),
    ],
)
def test_the_last_move_is_so_long_ago(time, shown):
    assert words.last_moved(row(updated_at=ago(**time)), NOW) == shown


def test_what_has_ended_is_at_no_file():
    assert words.file(row(item_status="completed")) == ""
