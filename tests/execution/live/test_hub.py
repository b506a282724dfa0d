"""What listeners of the hub are told, whoever writes."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actors import Actor
from backlog.models import BacklogItem
from execution.live.hub import Hub
from execution.live.scopes import Scope
from execution.models import ExecutionProgress
from execution.services.claims import claim_for_run, complete_for_run, fail_for_run
from execution.services.progress import Report, report_progress
from tests.api_clients import agent_of
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository, make_task, make_user
from tests.live_listeners import listening

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = Scope()
OPERATOR = Actor.operator()


def begun(**values):
    """An item that is carried out by a run, from its beginning."""
    item = make_item(status="approved", **values)
    claim_for_run(repository_id=item.repository_id, run_id="run-1", actor=OPERATOR)
    return item


def report(item, **values):
    return report_progress(item_id=item.pk, run_id="run-1", report=Report(**values), actor=OPERATOR)


def api_row(item, **more):
    """The row as the API gives it, with what the stream adds."""
    client = agent_of(item.repository.user)
    row = client.get(f"/api/v1/execution-progress/{item.pk}").json()
    return row | {
        "title": item.title,
        "item_status": "in_progress",
        "repository": item.repository.github_full_name,
        "repository_id": str(item.repository_id),
        **more,
    }


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_what_is_going_on_comes_first():
    item = begun()
    make_item(status="approved")

    with listening(EVERYTHING) as [listener]:
        assert listener.rows() == [api_row(item)]


def test_what_was_last_begun_stands_first():
    items = [begun() for _ in range(3)]

    with listening(EVERYTHING) as [listener]:
        rows = [row["item_id"] for row in listener.rows()]

    assert rows == [str(item.pk) for item in reversed(items)]


def test_what_ended_a_moment_ago_comes_too():
    completed, failed = begun(), begun()
    complete_for_run(item_id=completed.pk, pr_url="https://g/1", run_id="run-1", actor=OPERATOR)
    fail_for_run(item_id=failed.pk, error_message="It broke.", run_id="run-1", actor=OPERATOR)

    with listening(EVERYTHING) as [listener]:
        rows = {row["item_id"]: row["item_status"] for row in listener.rows()}

    assert rows == {str(completed.pk): "completed", str(failed.pk): "deferred"}


def test_what_ended_long_ago_comes_only_when_it_is_asked_for():
    old = timezone.now() - timedelta(minutes=11)
    item = make_item(status="completed")
    ExecutionProgress.objects.create(item=item, completed_at=old)

    with listening(EVERYTHING, Scope(item_id=item.pk)) as [listener, of_item]:
        assert listener.rows() == []
        assert of_item.rows() == [api_row(item, item_status="completed")]


def test_a_claim_is_told():
    item = make_item(status="approved")

    with listening(EVERYTHING) as [listener]:
        assert listener.rows() == []
        claim_for_run(repository_id=item.repository_id, run_id="run-1", actor=OPERATOR)
        assert listener.row() == api_row(item)


def by_api(item):
    body = {"item_id": str(item.pk), "run_id": "run-1", "current_task": "Read."}
    agent_of(item.repository.user).post("/api/v1/execution-progress", body)


def by_model(item):
    progress = ExecutionProgress.objects.get(item=item)
    progress.current_task = "Read."
    progress.save()


def by_statement(item):
    sql("UPDATE mason_execution_progress SET current_task = 'Read.' WHERE item_id = %s", item.pk)


def by_foreign_time_zone(item):
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'Asia/Kolkata'")
        cursor.execute(
            "UPDATE mason_execution_progress SET current_task = 'Read.' WHERE item_id = %s",
            [item.pk],
        )
        cursor.execute("RESET TIME ZONE")


@pytest.mark.parametrize("write", [by_api, by_model, by_statement, by_foreign_time_zone])
def test_a_change_is_told_as_the_api_shows_it(write):
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        write(item)
        row = listener.row()

    assert row == api_row(item)
    assert row["current_task"] == "Read."


def test_a_row_too_long_for_a_notification_is_told_too():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        report(item, current_task="ü" * 10_000)
        assert listener.row() == api_row(item)


def test_a_time_that_python_cannot_hold_is_told_as_it_is():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        sql(
            "UPDATE mason_execution_progress SET completed_at = 'infinity' WHERE item_id = %s",
            item.pk,
        )
        assert listener.row()["completed_at"] == "infinity"


def test_numbers_of_events_increase():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        first = listener.events.get(timeout=60)
        report(item, current_wave=2)
        second = listener.events.get(timeout=60)

    assert first.number < second.number


def test_a_row_that_is_deleted_is_removed():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        ExecutionProgress.objects.filter(item=item).delete()
        assert listener.next() == ("removed", {"item_id": str(item.pk)})


def test_changed_tasks_are_told_once_in_a_transaction():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        task = make_task(item=item)
        told = ("tasks", {"item_id": str(item.pk), "run_id": str(task.run_id)})
        assert listener.next() == told
        sql(
            "INSERT INTO mason_pm_execution_tasks (run_id, item_id, wave_number, task_number,"
            " description) SELECT %s, %s, 2, number, 'Do.' FROM generate_series(1, 50) number",
            task.run_id,
            item.pk,
        )
        assert listener.next() == told
        report(item, current_wave=2)
        assert listener.row()["current_wave"] == 2


def test_a_task_that_is_for_no_item_is_told_to_those_who_hear_everything():
    user = make_user()

    with listening(EVERYTHING, Scope(user_id=user.pk)) as [listener, of_user]:
        listener.rows()
        task = make_task(item=None)
        assert listener.next() == ("tasks", {"item_id": None, "run_id": str(task.run_id)})

    assert [event.name for event in list(of_user.events.queue)] == ["snapshot"]


@pytest.mark.parametrize("status", ["approved", "deferred", "completed"])
def test_an_item_that_is_not_carried_out_any_more_is_told(status):
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        sql("UPDATE mason_pm_backlog_items SET status = %s WHERE id = %s", status, item.pk)
        assert listener.row() == api_row(item, item_status=status)


def test_a_new_title_is_told():
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        sql("UPDATE mason_pm_backlog_items SET title = 'Another' WHERE id = %s", item.pk)
        assert listener.row() == api_row(item, title="Another")


def test_an_agent_hears_of_its_users_items_alone():
    user = make_user()
    key, _ = make_api_key(user=user)
    own = begun(repository=make_repository(user=user))
    other = begun()

    with listening(Scope.of(Actor.agent(key)), EVERYTHING) as [of_user, listener]:
        assert [row["item_id"] for row in of_user.rows()] == [str(own.pk)]
        listener.rows()
        make_task(item=other)
        assert listener.next()[0] == "tasks"
        report(other, current_wave=2)
        assert listener.next()[0] == "progress"
        ExecutionProgress.objects.filter(item=other).delete()
        assert listener.next()[0] == "removed"
        report(own, current_wave=2)
        assert of_user.row()["item_id"] == str(own.pk)


def test_an_agent_hears_of_its_users_items_that_belong_to_no_repository():
    user = make_user()
    item = begun(repository=make_repository(user=make_user()), user=user)

    with listening(Scope(user_id=user.pk)) as [listener]:
        assert listener.rows() == []
        BacklogItem.objects.filter(pk=item.pk).update(repository=None)
        assert listener.row()["repository"] is None


def test_an_item_that_moves_to_somebody_else_is_removed_for_whom_it_leaves():
    item, there = begun(), make_repository()
    owners = [Scope(user_id=item.repository.user_id), Scope(user_id=there.user_id)]

    with listening(*owners) as [before, after]:
        assert len(before.rows()) == 1
        assert after.rows() == []
        BacklogItem.objects.filter(pk=item.pk).update(repository=there)
        assert before.next() == ("removed", {"item_id": str(item.pk)})
        assert after.row()["repository"] == there.github_full_name


def test_filters_leave_out_other_items_and_repositories():
    item, other = begun(), begun()
    scopes = [Scope(item_id=item.pk), Scope(repository_id=item.repository_id)]

    with listening(*scopes) as listeners:
        for listener in listeners:
            assert [row["item_id"] for row in listener.rows()] == [str(item.pk)]
        report(other, current_wave=2)
        report(item, current_wave=3)
        for listener in listeners:
            assert listener.row()["current_wave"] == 3


def test_a_notification_that_no_trigger_made_changes_nothing(caplog):
    item = begun()

    with listening(EVERYTHING) as [listener]:
        listener.rows()
        sql("SELECT pg_notify('mason_execution_progress', 'hello')")
        sql("SELECT pg_notify('mason_execution_tasks', '[]')")
        report(item, current_wave=2)
        assert listener.row()["current_wave"] == 2

    assert [record.getMessage() for record in caplog.records] == [
        "A notification of mason_execution_progress can't be read.",
        "A notification of mason_execution_tasks can't be read.",
    ]


def test_the_last_of_many_changes_at_once_is_told():
    items = [begun() for _ in range(4)]

    def write(number):
        for step in range(25):
            report(items[number % 4], current_task=f"{number}.{step}", tasks_completed=step)

    with listening(EVERYTHING) as [listener]:
        last = {row["item_id"]: row for row in listener.rows()}
        at_once([lambda number=number: write(number) for number in range(16)])
        stored = {str(item.pk): api_row(item) for item in items}
        while last != stored:
            row = listener.row()
            last[row["item_id"]] = row


def test_a_listener_that_takes_nothing_gets_a_new_snapshot_instead():
    item = begun()

    def write(text):
        try:
            report(item, current_task=text)
        finally:
            connection.close()

    async def take():
        async with Hub() as hub, hub.subscribe(EVERYTHING) as slow:
            async with hub.subscribe(EVERYTHING) as quick:
                await quick.next_batch()
                for number in range(60):
                    await asyncio.to_thread(write, f"{number:05}" * 1_000)
                    # So that no two of them are told together.
                    await quick.next_batch()
            return await slow.next_batch()

    batch = asyncio.run(take())

    assert [event.name for event in batch.events] == ["snapshot"]
    assert batch.events[0].data["rows"] == [api_row(item)]


def test_a_connection_that_breaks_is_replaced_and_everybody_gets_a_new_snapshot(caplog):
    item = begun()

    with listening(EVERYTHING, Scope(item_id=item.pk)) as listeners:
        for listener in listeners:
            listener.rows()
        sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'mason-live' AND datname = current_database()"
        )
        for listener in listeners:
            assert listener.rows() == [api_row(item)]
        report(item, current_wave=2)
        for listener in listeners:
            assert listener.row()["current_wave"] == 2

    assert len(caplog.records) == 1


def test_an_item_that_is_not_there_has_no_rows():
    with listening(Scope(item_id=uuid4())) as [listener]:
        assert listener.rows() == []


def test_ids_of_a_scope_are_those_of_the_actor():
    key, _ = make_api_key()
    item_id, repository_id = UUID(int=1), UUID(int=2)
    asked = {"item_id": item_id, "repository_id": repository_id}

    assert Scope.of(Actor.agent(key), **asked) == Scope(key.user_id, item_id, repository_id)
    assert Scope.of(Actor.curator(key.user), **asked) == Scope(None, item_id, repository_id)
    assert Scope.of(OPERATOR) == EVERYTHING
