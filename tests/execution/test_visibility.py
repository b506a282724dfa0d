import pytest

from accounts.actors import Actor
from backlog.models import BacklogItem
from backlog.querysets import visible_items
from execution.models import (
    ExecutionLog,
    ExecutionProgress,
    ExecutionRun,
    ExecutionTask,
    RemoteExecutionRun,
)
from execution.querysets import visible_remote_runs
from mason.database.prepared import fetch
from tests.factories import (
    make_api_key,
    make_curator,
    make_execution_run,
    make_item,
    make_log,
    make_progress,
    make_remote_run,
    make_repository,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def item_in_none(user):
    item = make_item(user=user)
    BacklogItem.objects.filter(pk=item.pk).update(repository=None)
    return item


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def agent(user):
    return Actor.agent(make_api_key(user=user)[0])


@pytest.fixture
def items(user):
    """One item for each way to belong to the user, and for each way not to, by name."""
    mine, theirs = make_repository(user=user), make_repository()
    return {
        "in my repository": make_item(repository=mine, user=user),
        "in my repository, another's": make_item(repository=mine, user=theirs.user),
        "mine, in none": item_in_none(user),
        "mine, in another's repository": make_item(repository=theirs, user=user),
        "another's": make_item(repository=theirs, user=theirs.user),
        "another's, in none": item_in_none(theirs.user),
    }


@pytest.fixture
def runs(user):
    """One remote run for each way to belong to the user, and for each way not to, by name."""
    mine, theirs = make_repository(user=user), make_repository()
    return {
        "mine": make_remote_run(repository=mine, user=user),
        "nobody's, in my repository": make_remote_run(repository=mine, user=None),
        "another's, in my repository": make_remote_run(repository=mine, user=theirs.user),
        "mine, in another's repository": make_remote_run(repository=theirs, user=user),
        "another's": make_remote_run(repository=theirs),
        "nobody's": make_remote_run(repository=theirs, user=None),
    }


MY_ITEMS = {"in my repository", "in my repository, another's", "mine, in none"}
MY_RUNS = {
    "mine",
    "nobody's, in my repository",
    "another's, in my repository",
    "mine, in another's repository",
}


def seen(rows, visible):
    """The names of the rows that are visible."""
    ids = set(visible.values_list("pk", flat=True))
    return {name for name, row in rows.items() if row.pk in ids}


def test_an_agent_sees_the_progress_of_its_users_items(items, agent):
    rows = {name: make_progress(item=item) for name, item in items.items()}
    assert seen(rows, ExecutionProgress.objects.visible_to(agent)) == MY_ITEMS


def test_an_agent_sees_the_tasks_for_its_users_items(items, agent):
    rows = {name: make_task(item=item) for name, item in items.items()}
    rows["for none"] = make_task(item=None)
    assert seen(rows, ExecutionTask.objects.visible_to(agent)) == MY_ITEMS


def test_an_agent_sees_the_runs_with_a_task_for_its_users_items(items, agent):
    rows = {name: make_task(item=item).run for name, item in items.items()}
    rows["without tasks"] = make_execution_run()
    both = make_task(item=items["another's"]).run
    make_task(run=both, item=items["in my repository"])
    make_task(run=both, item=items["in my repository"])
    rows["of several"] = both
    visible = ExecutionRun.objects.visible_to(agent)
    assert seen(rows, visible) == MY_ITEMS | {"of several"}
    assert visible.count() == len(MY_ITEMS) + 1


def test_an_agent_sees_its_users_remote_runs_and_those_of_its_repositories(runs, agent):
    assert seen(runs, RemoteExecutionRun.objects.visible_to(agent)) == MY_RUNS


def test_an_agent_sees_what_the_runs_that_it_sees_logged(runs, agent):
    rows = {name: make_log(execution_run=run) for name, run in runs.items()}
    assert seen(rows, ExecutionLog.objects.visible_to(agent)) == MY_RUNS


@pytest.mark.parametrize("who", ["curator", "operator"])
def test_people_see_everything(items, runs, who):
    actor = Actor.operator() if who == "operator" else Actor.curator(make_curator())
    for item in items.values():
        make_task(item=item)
        make_progress(item=item)
    for run in runs.values():
        make_log(execution_run=run)
    for model in (ExecutionProgress, ExecutionTask, ExecutionRun, RemoteExecutionRun, ExecutionLog):
        assert model.objects.visible_to(actor).count() == 6


def ids_of(table, alias, scope):
    statement = f"SELECT {alias}.id FROM {table} AS {alias} WHERE {scope.sql}"
    return {row[0] for row in fetch(statement, scope.parameters)}


@pytest.mark.usefixtures("items", "runs")
@pytest.mark.parametrize("who", ["agent", "operator"])
def test_statements_of_our_own_have_the_same_scope(agent, who):
    actor = agent if who == "agent" else Actor.operator()
    items_table, runs_table = "mason_pm_backlog_items", "mason_remote_execution_runs"
    assert ids_of(items_table, "item", visible_items(actor)) == set(
        BacklogItem.objects.visible_to(actor).values_list("pk", flat=True)
    )
    assert ids_of(runs_table, "run", visible_remote_runs(actor)) == set(
        RemoteExecutionRun.objects.visible_to(actor).values_list("pk", flat=True)
    )
