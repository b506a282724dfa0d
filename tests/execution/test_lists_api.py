"""What the five resources of executions have in common: scope, pages, filters, single rows."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from execution.api.logs import ExecutionLogViewSet
from execution.api.progress import ExecutionProgressViewSet
from execution.api.remote_runs import RemoteExecutionRunViewSet
from execution.api.runs import ExecutionRunViewSet, ExecutionTaskViewSet
from tests.api_clients import agent_of, browser_of
from tests.factories import (
    make_curator,
    make_execution_run,
    make_item,
    make_log,
    make_progress,
    make_remote_run,
    make_repository,
    make_task,
)

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def run_with_task(repository, **values):
    run = make_execution_run(**values)
    make_task(run=run, item=make_item(repository=repository))
    return run


def progress_of_item(repository, **values):
    item = values.pop("item", None) or make_item(repository=repository, status="in_progress")
    return make_progress(item=item, **values)


def log_of_run(repository, **values):
    run = values.pop("execution_run", None) or make_remote_run(repository=repository)
    return make_log(execution_run=run, **values)


def task_for_item(repository, **values):
    return make_task(item=make_item(repository=repository), **values)


def remote_run_of(repository, **values):
    return make_remote_run(repository=repository, **values)


@dataclass(frozen=True)
class Resource:
    make: Any
    view: Any
    ordered_by: str
    lookup: str = "pk"


RESOURCES = {
    "execution-runs": Resource(run_with_task, ExecutionRunViewSet, "started_at"),
    "execution-tasks": Resource(task_for_item, ExecutionTaskViewSet, "created_at"),
    "remote-execution-runs": Resource(remote_run_of, RemoteExecutionRunViewSet, "started_at"),
    "execution-logs": Resource(log_of_run, ExecutionLogViewSet, "created_at"),
    "execution-progress": Resource(
        progress_of_item, ExecutionProgressViewSet, "started_at", "item_id"
    ),
}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@pytest.fixture(params=RESOURCES)
def name(request):
    return request.param


def make(name, repository, **values):
    return RESOURCES[name].make(repository, **values)


def make_in_order(name, repository, number):
    """The oldest first; two at a time begin at the same moment."""
    column = RESOURCES[name].ordered_by
    times = [MOMENT + timedelta(minutes=place // 2) for place in range(number)]
    return [make(name, repository, **{column: moment}) for moment in times]


def address_of(name, row):
    return f"/api/v1/{name}/{getattr(row, RESOURCES[name].lookup)}"


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_a_list_holds_what_the_serializer_gives_to_the_letter(agent, repository, name):
    for _ in range(3):
        make(name, repository)

    content = agent.get(f"/api/v1/{name}").content

    view = RESOURCES[name].view
    rows = view.queryset.order_by(f"-{RESOURCES[name].ordered_by}")
    expected = JSONRenderer().render(view.row_serializer(rows, many=True).data)
    assert content == b'{"results":' + expected + b',"next":null,"previous":null}'


def test_a_row_has_all_columns_of_its_table_but_keys_of_requests(agent, repository, name):
    row = make(name, repository)
    columns = {field.column for field in row._meta.concrete_fields} - {"idempotency_key"}
    assert set(agent.get(address_of(name, row)).json()) == columns


def test_the_latest_come_first_and_pages_follow_each_other_in_both_directions(
    agent, repository, name
):
    rows = make_in_order(name, repository, 7)
    whole = ids(agent.get(f"/api/v1/{name}"))
    assert set(whole) == {str(row.pk) for row in rows}
    assert whole[0] == str(rows[-1].pk)

    pages = [agent.get(f"/api/v1/{name}?limit=3")]
    while following := pages[-1].json()["next"]:
        pages.append(agent.get(following))
    assert [one for page in pages for one in ids(page)] == whole
    assert ids(agent.get(pages[-1].json()["previous"])) == whole[3:6]


def test_the_order_can_be_turned(agent, repository, name):
    make_in_order(name, repository, 4)
    whole = ids(agent.get(f"/api/v1/{name}"))
    turned = agent.get(f"/api/v1/{name}?ordering={RESOURCES[name].ordered_by}")
    assert ids(turned) == whole[::-1]


def test_a_row_that_is_added_meanwhile_moves_no_other_to_another_page(agent, repository, name):
    make_in_order(name, repository, 4)
    whole = ids(agent.get(f"/api/v1/{name}"))
    first = agent.get(f"/api/v1/{name}?limit=2")

    make(name, repository)

    assert ids(agent.get(first.json()["next"])) == whole[2:]


def test_fields_names_the_columns_that_are_read(agent, repository, name):
    row = make(name, repository)
    assert agent.get(f"/api/v1/{name}?fields=id").json()["results"] == [{"id": str(row.pk)}]


def test_an_unknown_parameter_is_named(agent, name):
    response = agent.get(f"/api/v1/{name}?colour=red")
    assert response.status_code == 400
    assert "There is no query parameter “colour”" in response.json()["detail"]


def test_a_strangers_rows_are_not_listed(agent, name):
    make(name, make_repository())
    assert ids(agent.get(f"/api/v1/{name}")) == []


def test_a_curator_sees_all_rows(name):
    make(name, make_repository())
    make(name, make_repository())
    assert len(ids(browser_of(make_curator()).get(f"/api/v1/{name}"))) == 2


def test_a_row_has_a_tag_that_is_known_again(agent, repository, name):
    row = make(name, repository)

    response = agent.get(address_of(name, row))
    tag = response.headers["ETag"]
    again = agent.get(address_of(name, row), headers={"if-none-match": tag})

    assert response.json()["id"] == str(row.pk)
    assert (again.status_code, again.content) == (304, b"")


def test_a_strangers_row_looks_like_an_absent_one(agent, name):
    row, absent = make(name, make_repository()), uuid.uuid4()
    stranger = getattr(row, RESOURCES[name].lookup)

    theirs = agent.get(address_of(name, row))
    nobodys = agent.get(f"/api/v1/{name}/{absent}")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger), str(absent)) == nobodys.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_row_is_written_directly(agent, repository, name, method):
    row = make(name, repository)
    assert getattr(agent, method)(address_of(name, row), {}).status_code == 405


@pytest.mark.parametrize("name", ["execution-runs", "execution-tasks"])
def test_local_runs_are_not_made_here(agent, name):
    assert agent.post(f"/api/v1/{name}", {}).status_code == 405


FILTERS = [
    ("execution-runs", "status=failed,success", {"status": "failed"}, {"status": "pending"}),
    (
        "execution-runs",
        "started_since=2026-03-02T09:00:00Z",
        {"started_at": MOMENT},
        {"started_at": MOMENT - timedelta(seconds=1)},
    ),
    (
        "execution-runs",
        "completed_before=2026-03-02T09:00:00Z",
        {"completed_at": MOMENT - timedelta(seconds=1)},
        {"completed_at": MOMENT},
    ),
    ("execution-runs", "search=disk", {"error_message": "No Disk left"}, {"error_message": "No"}),
    ("execution-tasks", "status=skipped", {"status": "skipped"}, {"status": "failed"}),
    (
        "execution-tasks",
        "subagent_type=general-purpose",
        {"subagent_type": "general-purpose"},
        {"subagent_type": "Explore"},
    ),
    ("execution-tasks", "wave_number=2", {"wave_number": 2}, {"wave_number": 1}),
    ("execution-tasks", "search=cache", {"description": "Cache it."}, {}),
    (
        "execution-tasks",
        "created_before=2026-03-02T09:00:00Z",
        {"created_at": MOMENT - timedelta(seconds=1)},
        {"created_at": MOMENT},
    ),
    ("remote-execution-runs", "status=in_progress", {"status": "in_progress"}, {}),
    ("remote-execution-runs", "branch_name=mason/a", {"branch_name": "mason/a"}, {}),
    ("remote-execution-runs", "search=cache", {"branch_name": "mason/cache"}, {}),
    (
        "remote-execution-runs",
        "started_since=2026-03-02T09:00:00Z",
        {"started_at": MOMENT},
        {"started_at": MOMENT - timedelta(seconds=1)},
    ),
    ("execution-logs", "log_level=warn,error", {"log_level": "error"}, {"log_level": "info"}),
    (
        "execution-logs",
        "since=2026-03-02T09:00:00Z",
        {"created_at": MOMENT},
        {"created_at": MOMENT - timedelta(seconds=1)},
    ),
    (
        "execution-logs",
        "before=2026-03-02T09:00:00Z",
        {"created_at": MOMENT - timedelta(seconds=1)},
        {"created_at": MOMENT},
    ),
    ("execution-logs", "search=clon", {"message": "Cloned it."}, {"message": "Done."}),
    ("execution-progress", "run_id=run-7", {"run_id": "run-7"}, {"run_id": "run-70"}),
    (
        "execution-progress",
        "current_phase=building",
        {"current_phase": "building"},
        {"current_phase": "inspection"},
    ),
    ("execution-progress", "wave_status=completed", {"wave_status": "completed"}, {}),
    ("execution-progress", "search=ruff", {"current_task": "Run Ruff"}, {}),
    (
        "execution-progress",
        "updated_since=2026-03-02T09:00:00Z",
        {"updated_at": MOMENT},
        {"updated_at": MOMENT - timedelta(seconds=1)},
    ),
]


@pytest.mark.parametrize(("name", "query", "found", "other"), FILTERS)
def test_a_list_is_filtered(agent, repository, name, query, found, other):
    row = make(name, repository, **found)
    make(name, repository, **other)
    assert ids(agent.get(f"/api/v1/{name}?{query}")) == [str(row.pk)]


@pytest.mark.parametrize("name", [one for one in RESOURCES if one != "execution-runs"])
def test_a_list_is_filtered_by_the_repository(agent, repository, name):
    row = make(name, repository)
    make(name, make_repository(user=repository.user))
    assert ids(agent.get(f"/api/v1/{name}?repository_id={repository.pk}")) == [str(row.pk)]


def test_lines_are_those_of_a_run(agent, repository):
    line = make("execution-logs", repository)
    make("execution-logs", repository)
    query = f"execution_run_id={line.execution_run_id}"
    assert ids(agent.get(f"/api/v1/execution-logs?{query}")) == [str(line.pk)]


def test_tasks_are_those_of_a_run_or_for_an_item(agent, repository):
    task = make("execution-tasks", repository)
    make("execution-tasks", repository)
    for query in (f"run_id={task.run_id}", f"item_id={task.item_id}"):
        assert ids(agent.get(f"/api/v1/execution-tasks?{query}")) == [str(task.pk)]


def test_remote_runs_are_those_about_an_item(agent, repository):
    item = make_item(repository=repository)
    run = make("remote-execution-runs", repository, item_ids=[uuid.uuid4(), item.pk])
    make("remote-execution-runs", repository, item_ids=[uuid.uuid4()])
    assert ids(agent.get(f"/api/v1/remote-execution-runs?item_id={item.pk}")) == [str(run.pk)]


@pytest.mark.parametrize(
    "query",
    [
        "status=done",
        "since=yesterday",
        "since=2026-03-02T09:00:00",
        "execution_run_id=1",
        "limit=0",
    ],
)
def test_a_value_that_cannot_be_is_refused(agent, query):
    response = agent.get(f"/api/v1/execution-logs?{query.replace('status', 'log_level')}")
    assert response.status_code == 400
    field = query.partition("=")[0].replace("status", "log_level")
    assert [error["field"] for error in response.json()["errors"]] == [field]
