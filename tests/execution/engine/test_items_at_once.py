"""How many items of a repository are in progress, whose turn it is, and who comes in between."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from backlog.choices import Decision, ItemStatus
from backlog.models import StatusChange
from backlog.services.deciding import decide
from execution.choices import AttemptStatus, RunStatus
from execution.services.claims import claim_for_run
from tests.executing import attempt_of, database_address, has_ended, messages_of
from tests.factories import make_api_key

pytestmark = pytest.mark.django_db(transaction=True)


def moves():
    """The moves of all items in their order: titles and where they went."""
    changes = StatusChange.objects.order_by("pk").select_related("item")
    return [(change.item.title, change.to_status) for change in changes]


def outside(place):
    """Somebody else's agent."""
    return Actor.agent(make_api_key(user=place.repository.user)[0])


def test_a_limit_of_one_carries_items_out_one_after_the_other_the_highest_priority_first(place):
    place.set_policy(items_at_once=1)
    for title, impact in (("Second", 5), ("Third", 2), ("First", 9)):
        place.item(title, waves=1, tasks=1, impact_score=impact)
    run = place.plan()
    place.worker(at_once=3).run(has_ended(run))

    assert moves() == [
        (title, status)
        for title in ("First", "Second", "Third")
        for status in (ItemStatus.IN_PROGRESS, ItemStatus.COMPLETED)
    ]


def test_the_next_item_begins_also_when_one_failed(place, settings):
    settings.AGENT_COMMAND = ""
    place.set_policy(items_at_once=1)
    run = place.execute(place.item("One"), place.item("Two"))

    assert (run.status, set(moves())) == (
        RunStatus.FAILED,
        {(t, s) for t in ("One", "Two") for s in (ItemStatus.IN_PROGRESS, ItemStatus.DEFERRED)},
    )


def test_items_of_outside_agents_count_and_make_room_when_they_end(place):
    place.set_policy(items_at_once=1)
    place.item("Theirs", impact_score=9)
    (theirs,) = claim_for_run(
        repository_id=place.repository.pk, run_id="theirs", actor=outside(place)
    )
    run = place.plan(place.item("Ours", waves=1, tasks=1))
    # Its job is done as soon as a worker has seen that there is no room.
    place.worker(run=run).run(lambda: not ProcrastinateJob.objects.exists())
    assert (moves(), attempt_of(run.attempts.get().item).starts) == (
        [("Theirs", ItemStatus.IN_PROGRESS)],
        0,
    )

    type(theirs).objects.filter(pk=theirs.pk).update(status=ItemStatus.DEFERRED)
    place.worker(run=run).run(has_ended(run))
    assert moves()[-1] == ("Ours", ItemStatus.COMPLETED)


def test_a_worker_of_one_run_does_not_wait_for_an_older_run_that_nobody_works_on(place):
    place.set_policy(items_at_once=1)
    older = place.plan(place.item("Older"))
    run = place.plan(place.item("Newer", waves=1, tasks=1))
    place.worker(run=run).run(has_ended(run))
    run.refresh_from_db()
    older.refresh_from_db()

    assert (run.status, older.status) == (RunStatus.SUCCESS, RunStatus.PENDING)
    assert attempt_of(older.attempts.get().item).status == AttemptStatus.WAITING


def test_an_item_that_a_curator_rejects_while_it_waits_is_skipped(place):
    rejected, other = place.item("Rejected"), place.item("Other", waves=1, tasks=1)
    run = place.plan(rejected, other)
    decide(
        item_id=rejected.pk,
        seen=ItemStatus.APPROVED,
        decision=Decision.REJECT,
        actor=Actor.operator(),
        reason="No.",
    )
    place.worker().run(has_ended(run))
    run.refresh_from_db()
    rejected.refresh_from_db()
    attempt = attempt_of(rejected)

    assert (attempt.status, attempt.error_message, attempt.starts) == (
        AttemptStatus.SKIPPED,
        "its item is rejected now",
        0,
    )
    assert messages_of(attempt) == ["The attempt doesn't go on: its item is rejected now"]
    assert (run.status, run.error_message, rejected.status) == (
        RunStatus.SUCCESS,
        None,
        ItemStatus.REJECTED,
    )
    assert attempt_of(other).status == AttemptStatus.SUCCEEDED


def test_an_item_that_an_outside_agent_claims_while_it_waits_stays_theirs(place):
    item = place.item("Theirs")
    run = place.plan(item)
    claim_for_run(repository_id=place.repository.pk, run_id="theirs", actor=outside(place))
    place.worker().run(has_ended(run))
    run.refresh_from_db()
    item.refresh_from_db()

    assert (attempt_of(item).status, attempt_of(item).error_message) == (
        AttemptStatus.SKIPPED,
        "another run is carrying its item out",
    )
    assert (run.status, item.status) == (RunStatus.CANCELLED, ItemStatus.IN_PROGRESS)
    assert item.progress.run_id == "theirs"


def test_an_item_that_is_taken_away_while_it_is_carried_out_is_left_to_who_took_it(place):
    program = """
        import pathlib, psycopg
        with psycopg.connect("ADDRESS") as connection:
            connection.execute("UPDATE mason_pm_backlog_items SET status = 'deferred'")
        pathlib.Path("done.txt").write_text("done")
    """
    place.set_agent(program.replace("ADDRESS", database_address()))
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    place.worker().run(type(item).objects.filter(status=ItemStatus.DEFERRED).exists)
    assert place.remote.branches.keys() == {"main"}

    place.worker().run(has_ended(run))
    assert (attempt_of(item).status, attempt_of(item).error_message) == (
        AttemptStatus.SKIPPED,
        "its item is deferred now",
    )
    assert moves() == [
        (item.title, ItemStatus.IN_PROGRESS),
        (item.title, ItemStatus.DEFERRED),
    ]
