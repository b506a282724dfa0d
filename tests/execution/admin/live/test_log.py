from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.choices import ItemStatus
from execution.admin.live.log import LATE, LATE_LINES, LINES_AT_ONCE, Cursor, log_of, source_of
from execution.choices import LONGEST_LINE, LogLevel
from execution.models import AttemptLine, ExecutionLog
from tests.admin_pages import signed_in
from tests.executions import make_attempt, make_lines, make_running
from tests.factories import make_item, make_log, make_progress, make_remote_run, make_viewer

pytestmark = pytest.mark.django_db

LATER = 2 * LATE


def messages(answer):
    return [line["message"] for line in answer["lines"]]


def log(source, after="", *, passed=timedelta(0)):
    """The log as it is asked for so much later."""
    return log_of(source, Cursor.read(after) if after else None, timezone.now() + passed)


def of_attempt():
    attempt = make_attempt()
    return attempt, lambda *texts: make_lines(attempt, *texts)


def of_remote_run():
    run = make_remote_run()

    def write(*texts):
        for text in texts:
            make_log(execution_run=run, message=text)

    return run, write


both = pytest.mark.parametrize("make_source", [of_attempt, of_remote_run])


def test_lines_are_given_as_the_page_takes_them():
    attempt = make_attempt()
    make_lines(attempt, "It broke", level=LogLevel.ERROR)
    line = AttemptLine.objects.get()

    answer = signed_in(make_viewer()).get(f"/admin/execution/live/{attempt.item_id}/log.json")

    at = line.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert answer.json() == {
        "lines": [{"id": str(line.pk), "at": at, "level": "error", "message": "It broke"}],
        "cursor": f"{attempt.pk}~{line.created_at.isoformat()}~{line.pk}",
        "anew": True,
        "more": False,
    }


@both
def test_first_come_the_last_lines_in_their_order(make_source):
    source, write = make_source()
    write(*(f"Line {number}" for number in range(LINES_AT_ONCE + 2)))

    answer = log(source)

    assert messages(answer) == [f"Line {number}" for number in range(2, LINES_AT_ONCE + 2)]
    assert (answer["anew"], answer["more"]) == (True, False)


@both
def test_then_come_those_that_were_written_since(make_source):
    source, write = make_source()
    write("First", "Second")
    first = log(source)
    write("Third")

    second = log(source, first["cursor"], passed=LATER)
    third = log(source, second["cursor"], passed=LATER)

    assert (messages(second), second["anew"]) == (["Third"], False)
    assert (messages(third), third["cursor"]) == ([], second["cursor"])


@both
def test_many_come_in_portions_none_twice(make_source):
    source, write = make_source()
    write("First")
    cursor = log(source)["cursor"]
    wanted = [f"Line {number}" for number in range(2 * LINES_AT_ONCE)]
    write(*wanted)

    portions = [log(source, cursor, passed=LATER)]
    portions.append(log(source, portions[0]["cursor"], passed=LATER))

    assert [portion["more"] for portion in portions] == [True, False]
    assert [text for portion in portions for text in messages(portion)] == wanted


@both
def test_a_young_cursor_gives_the_lines_before_it_again(make_source):
    source, write = make_source()
    wanted = [f"Line {number}" for number in range(LATE_LINES + 5)]
    write(*wanted)
    cursor = log(source)["cursor"]
    write("Last")

    assert messages(log(source, cursor)) == [*wanted[5:], "Last"]


def test_a_line_that_was_committed_late_is_found():
    attempt = make_attempt()
    make_lines(attempt, "First", "Late", "Last")
    late = AttemptLine.objects.get(message="Late")
    AttemptLine.objects.filter(pk=late.pk).delete()
    cursor = log(attempt)["cursor"]
    late.save(force_insert=True)

    assert messages(log(attempt, cursor)) == ["First", "Late", "Last"]


def test_a_new_attempt_begins_the_log_anew():
    old, new = make_attempt(), make_attempt()
    make_lines(old, "Old")
    make_lines(new, "New")

    answer = log(new, log(old)["cursor"])

    assert (messages(answer), answer["anew"]) == (["New"], True)


@both
def test_long_lines_are_cut(make_source):
    source, write = make_source()
    write("x" * (LONGEST_LINE + 1))

    assert messages(log(source)) == ["x" * LONGEST_LINE]


def test_without_anything_that_logs_there_is_nothing():
    assert log(source_of(make_item())) == {"lines": [], "cursor": "", "anew": True, "more": False}


def test_the_attempt_logs_what_it_carries_out_itself():
    attempt = make_running()
    make_remote_run(repository=attempt.item.repository, item_ids=[attempt.item_id])

    assert source_of(attempt.item) == attempt


def test_the_remote_run_logs_what_is_carried_out_elsewhere():
    progress = make_progress(item=make_item(status=ItemStatus.IN_PROGRESS))
    make_attempt(progress.item)
    run = make_remote_run(repository=progress.item.repository, item_ids=[progress.item_id])

    assert source_of(progress.item) == run


def test_a_cursor_is_read_as_it_was_written():
    at = datetime.fromisoformat("2026-05-04T03:02:01.000009+00:00")

    for cursor in (Cursor(uuid4(), at, 7), Cursor(uuid4(), at, uuid4())):
        assert Cursor.read(str(cursor)) == cursor


@both
def test_as_many_queries_for_many_lines_as_for_one(make_source):
    source, write = make_source()
    counts = []
    for number in (1, 99):
        write(*(["Line"] * number))
        cursor = log(source)["cursor"]
        with CaptureQueriesContext(connection) as queries:
            log(source, cursor)
        counts.append(len(queries))

    assert AttemptLine.objects.count() + ExecutionLog.objects.count() == 100
    assert counts == [2, 2]
