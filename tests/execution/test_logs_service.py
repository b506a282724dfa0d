import uuid
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import DataError, IntegrityError, transaction

from accounts.actors import Actor
from backlog.exceptions import MissingValue
from execution.choices import LogLevel
from execution.exceptions import RemoteRunNotFound, TooManyRows
from execution.models import ExecutionLog
from execution.services.logs import Line, append_lines
from tests.concurrency import at_once
from tests.factories import make_api_key, make_remote_run

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def append(run, *lines, actor=OPERATOR):
    return append_lines(run_id=run.pk, lines=lines, actor=actor)


def messages(run):
    return list(run.logs.order_by("-created_at", "-id").values_list("message", flat=True))


def test_a_line_is_kept_as_it_is_sent():
    run = make_remote_run()
    metadata = {"file": "a.py", "lines": [1, 2.5, None], "text": "ä “x” % {} \\ '"}

    assert append(run, Line("50 % of {it}\n\tis done", LogLevel.WARN, metadata, MOMENT)) == 1

    columns = ("execution_run", "log_level", "message", "metadata", "created_at")
    assert list(ExecutionLog.objects.values_list(*columns)) == [
        (run.pk, "warn", "50 % of {it}\n\tis done", metadata, MOMENT)
    ]


def test_a_line_needs_nothing_but_a_message():
    append(make_remote_run(), Line(""))
    assert list(ExecutionLog.objects.values_list("log_level", "message", "metadata")) == [
        ("info", "", {})
    ]


def test_lines_keep_their_order_within_a_batch_and_between_batches():
    run = make_remote_run()
    numbers = iter(range(3000))
    for _ in range(3):
        append(run, *(Line(f"line {next(numbers)}") for _ in range(1000)))

    assert messages(run) == [f"line {number}" for number in reversed(range(3000))]
    assert run.logs.values("created_at").distinct().count() == 3000


def test_a_batch_without_a_line_says_nothing():
    with pytest.raises(MissingValue, match="entries is missing"):
        append(make_remote_run())


def test_a_batch_has_1000_lines_at_most():
    run = make_remote_run()
    assert append(run, *[Line("x")] * 1000) == 1000
    with pytest.raises(TooManyRows, match="entries has too many rows: send at most 1,000"):
        append(run, *[Line("x")] * 1001)
    assert run.logs.count() == 1000


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [({"message": "\0"}, DataError), ({"message": "x", "log_level": "loud"}, IntegrityError)],
)
def test_a_batch_with_one_bad_line_keeps_none(bad, refusal):
    run = make_remote_run()
    with pytest.raises(refusal), transaction.atomic():
        append(run, Line("good"), Line(**bad))
    assert not run.logs.exists()


def test_lines_of_a_run_that_nobody_knows_are_refused():
    run_id = uuid.uuid4()
    with pytest.raises(RemoteRunNotFound, match=str(run_id)):
        append_lines(run_id=run_id, lines=[Line("x")], actor=OPERATOR)


def test_an_agent_logs_for_the_runs_that_it_sees():
    run = make_remote_run(user=None)
    owner = Actor.agent(make_api_key(user=run.repository.user)[0])
    stranger = Actor.agent(make_api_key()[0])
    assert append(run, Line("x"), actor=owner) == 1
    with pytest.raises(RemoteRunNotFound):
        append(run, Line("y"), actor=stranger)
    assert messages(run) == ["x"]


@pytest.mark.django_db(transaction=True)
def test_batches_at_once_are_all_kept_each_in_its_order():
    run = make_remote_run()

    at_once(
        [
            partial(append, run, *(Line(f"{batch} {number}") for number in range(50)))
            for batch in range(8)
        ]
    )

    kept = [message.split() for message in reversed(messages(run))]
    assert {batch: [int(number) for of, number in kept if of == batch] for batch in "01234567"} == {
        batch: list(range(50)) for batch in "01234567"
    }
