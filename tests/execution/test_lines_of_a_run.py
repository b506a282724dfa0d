"""The newest lines of a run are found by its index, however many newer ones others logged."""

import pytest
from django.db import connection

from execution.admin.log_tail import newest
from execution.models import ExecutionLog
from tests.admin_pages import changelist_of, signed_in
from tests.api_clients import agent_of
from tests.databases import rows_of
from tests.factories import make_log, make_remote_run, make_viewer

pytestmark = pytest.mark.django_db

RUNS = 2
FILLING = """
    INSERT INTO mason_execution_logs (execution_run_id, message, created_at)
    SELECT (%s::uuid[])[CASE WHEN n <= 20000 THEN 1 + n %% 2 ELSE 3 END],
        'line ' || n || repeat('.', 1000),
        '2026-01-02 09:00+00'::timestamptz + n * interval '1 second'
    FROM generate_series(1, 25000) AS n
"""


@pytest.fixture
def old_run():
    """A run that logged by turns with another one, before yet another one logged alone."""
    runs = [make_remote_run() for _ in range(RUNS + 1)]
    with connection.cursor() as cursor:
        cursor.execute(FILLING, [[str(run.pk) for run in runs]])
        cursor.execute("ANALYZE mason_execution_logs")
        cursor.execute("ANALYZE mason_remote_execution_runs")
    return runs[0]


def plan_of(rows):
    sql, params = rows.query.sql_with_params()
    return "\n".join(line for (line,) in rows_of(connection, f"EXPLAIN {sql}", *params))


def test_the_tail_is_read_from_the_runs_index(old_run):
    lines = ExecutionLog.objects.of_run(old_run.pk)

    assert [line.message.strip(".") for line in newest(lines, 2)] == ["line 20000", "line 19998"]
    assert "using execution_logs_newest_of_run" in plan_of(lines[:200])
    assert "using execution_logs_newest on" in plan_of(old_run.logs.all()[:200])


def test_only_the_lines_of_the_run_are_given():
    line = make_log()
    make_log()

    assert list(ExecutionLog.objects.of_run(line.execution_run_id)) == [line]


def test_an_agent_that_asks_for_a_run_gets_its_lines():
    line = make_log()
    make_log(execution_run=make_remote_run(repository=line.execution_run.repository))
    agent = agent_of(line.execution_run.user)

    found = agent.get(f"/api/v1/execution-logs?execution_run_id={line.execution_run_id}").json()

    assert [one["id"] for one in found["results"]] == [str(line.pk)]


def test_the_admin_lists_the_lines_of_the_run_that_is_chosen():
    line = make_log(message="of this run")
    make_log(message="of another run")
    address = f"{changelist_of(ExecutionLog)}?execution_run__id__exact={line.execution_run_id}"

    page = signed_in(make_viewer()).get(address)

    assert [row.pk for row in page.context["cl"].result_list] == [line.pk]
