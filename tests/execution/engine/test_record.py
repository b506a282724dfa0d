"""What a start of an attempt records, and what it does when it has lost the attempt."""

from uuid import uuid4

import pytest

from execution.choices import LINES_OF_AN_ATTEMPT, LogLevel
from execution.engine.exceptions import Stopped
from execution.engine.hold import Cause, Hold
from execution.engine.record import Record
from execution.services.holding import take
from tests.attempts import planned, ready_item, start

pytestmark = pytest.mark.django_db

CUT = "What programs write is cut here: an attempt keeps no more of it."


def lines_of(attempt):
    return list(attempt.lines.order_by("pk").values_list("log_level", "message"))


@pytest.fixture
def recorded():
    """An attempt that is held, with its record and its hold."""
    (attempt,) = planned(ready_item())
    hold = Hold(attempt.pk, uuid4())
    taken = take(attempt_id=attempt.pk, start=start(lease=hold.holder.lease))
    return attempt, Record(hold, taken), hold


def test_programs_write_so_many_lines_and_then_it_is_said_that_they_are_cut(recorded):
    attempt, record, _ = recorded
    record.heard(["first"] * (LINES_OF_AN_ATTEMPT - 1))
    record.heard(["last", "too many"])
    record.heard(["too many"])

    assert attempt.lines.count() == LINES_OF_AN_ATTEMPT + 1
    assert lines_of(attempt)[-2:] == [("debug", "last"), ("debug", CUT)]


def test_the_engine_is_heard_whatever_programs_have_written(recorded):
    attempt, record, _ = recorded
    record.heard(["again"] * (LINES_OF_AN_ATTEMPT + 1))
    record.log("It failed.", level=LogLevel.ERROR)

    assert lines_of(attempt)[-1] == ("error", "It failed.")


def test_a_record_that_has_lost_its_attempt_stops_all_that_runs_for_it(recorded):
    attempt, record, hold = recorded
    type(attempt).objects.update(status="waiting", lease=None)
    with pytest.raises(Stopped):
        record.note(commit="abc")

    assert (hold.cause, hold.stop.is_set()) == (Cause.LOST, True)
