"""`manage.py worker`."""

import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backlog.choices import ItemStatus
from execution.choices import AttemptStatus, RunStatus
from tests.executing import attempt_of, has_ended, signalled_when
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)


def work(*arguments):
    """Give the lines that the command says until a signal ends it."""
    output = StringIO()
    call_command("worker", *arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.fixture(autouse=True)
def _in_the_folder_of_the_place(place, settings):
    settings.EXECUTION_DIR = place.folder


def test_it_carries_out_what_is_queued_of_every_run_until_it_is_told_to_stop(place):
    runs = [place.plan(place.item(title, waves=1, tasks=1)) for title in ("One", "Two")]
    before = signal.getsignal(signal.SIGTERM)
    with signalled_when(lambda: all(has_ended(run)() for run in runs), signal.SIGTERM):
        lines = work("--at-once", "1")

    assert lines == ["The worker takes 1 item at once."]
    for run in runs:
        run.refresh_from_db()
    assert [run.status for run in runs] == [RunStatus.SUCCESS, RunStatus.SUCCESS]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_hands_back_what_is_in_hand(place):
    place.set_agent(
        f"""
        import pathlib, time
        pathlib.Path("{place.note("begun")}").touch()
        time.sleep(600)
        """
    )
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    with signalled_when(place.note("begun").exists, signal.SIGTERM):
        work()
    item.refresh_from_db()
    run.refresh_from_db()
    attempt = attempt_of(item)

    assert (attempt.status, attempt.starts, attempt.lease) == (AttemptStatus.WAITING, 1, None)
    assert (item.status, run.status) == (ItemStatus.IN_PROGRESS, RunStatus.IN_PROGRESS)


@pytest.mark.parametrize("number", ["0", "-1", "many", "²"])
def test_it_takes_one_item_at_least(number):
    with pytest.raises(CommandError) as failure:
        work("--at-once", number)

    assert str(failure.value) == (
        f"Error: argument --at-once: “{number}” must be a whole number from 1, as in 3"
    )


def test_items_of_all_repositories_are_carried_out(place):
    other = make_repository(github_clone_url=place.remote.url)
    first = place.item("One", waves=1, tasks=1)
    second = make_item(
        repository=other, title="Two", status=ItemStatus.APPROVED, prd_content=first.prd_content
    )
    runs = [place.plan(first), place.plan(second, repository=other)]
    with signalled_when(lambda: all(has_ended(run)() for run in runs), signal.SIGINT):
        work()

    assert [attempt_of(item).status for item in (first, second)] == [
        AttemptStatus.SUCCEEDED,
        AttemptStatus.SUCCEEDED,
    ]
