"""Runs with long logs, whose lines came in by turns: the same every time."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from accounts.models import GitHubRepository, User
from backlog.choices import Area, ItemStatus, ItemType
from backlog.models import BacklogItem
from execution.choices import RunStatus
from execution.models import Attempt, ExecutionLog, ExecutionRun, RemoteExecutionRun
from mason.tables import TABLES

LINES_AT_ONCE: Final = 500_000

# Ids that grow fill their index quickly; nothing that is measured looks at them but as the last
# part of the order.
_FILL: Final = f"""
    INSERT INTO {TABLES.execution_logs}
        (id, execution_run_id, created_at, log_level, message, metadata)
    SELECT lpad(to_hex(line), 32, '0')::uuid, (%(runs)s::uuid[])[1 + line %% %(count)s],
        '2026-01-02 09:00+00'::timestamptz + line * interval '50 ms',
        CASE WHEN line %% 20 = 0 THEN 'error' ELSE 'info' END,
        'Step ' || line || ' of the run is done: the tests of the module pass',
        jsonb_build_object('file', 'shop/part_' || line || '.py', 'line', line)
    FROM generate_series(%(first)s, %(last)s) AS line
"""  # noqa: S608 - the name of a table


@dataclass(frozen=True, slots=True)
class Logged:
    """What is measured with: a run that is read, one that is written to, and an attempt."""

    user: User
    read: RemoteExecutionRun
    written: RemoteExecutionRun
    attempt: Attempt


def fill(lines: int, lines_of_run: int) -> Logged:
    """Make runs with as many lines each, until there are as many in all."""
    user = User.objects.create(github_id="bench", github_username="bench")
    repository = _repository(user)
    runs = [_run(repository) for _ in range(max(1, lines // lines_of_run))]
    indexes = ExecutionLog._meta.indexes
    with connection.schema_editor(atomic=False) as editor:
        for index in indexes:
            editor.remove_index(ExecutionLog, index)
    _fill([str(run.pk) for run in runs], lines)
    with connection.schema_editor(atomic=False) as editor:
        for index in indexes:
            editor.add_index(ExecutionLog, index)
    written, attempt = _run(repository), _attempt(repository)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Logged(user, runs[0], written, attempt)


def _fill(run_ids: list[str], lines: int) -> None:
    given: dict[str, Any] = {"runs": run_ids, "count": len(run_ids)}
    with connection.cursor() as cursor:
        # The rows are right as they are made: foreign keys need no look at them.
        cursor.execute("SET session_replication_role = replica")
        for first in range(1, lines + 1, LINES_AT_ONCE):
            last = min(first + LINES_AT_ONCE - 1, lines)
            cursor.execute(_FILL, {**given, "first": first, "last": last})
        cursor.execute("SET session_replication_role = origin")


def _repository(user: User) -> GitHubRepository:
    return GitHubRepository.objects.create(
        user=user,
        github_repo_id=-1,
        github_owner="bench",
        github_name="logs",
        github_full_name="bench/logs",
        github_clone_url="https://example.org/bench/logs.git",
        github_html_url="https://example.org/bench/logs",
    )


def _run(repository: GitHubRepository) -> RemoteExecutionRun:
    return RemoteExecutionRun.objects.create(
        user=repository.user,
        repository=repository,
        branch_name="mason/a-long-run",
        status=RunStatus.IN_PROGRESS,
    )


def _attempt(repository: GitHubRepository) -> Attempt:
    item = BacklogItem.objects.create(
        user=repository.user,
        repository=repository,
        title="Close the file",
        problem="It stays open.",
        solution="Close it.",
        area=Area.BACKEND,
        type=ItemType.BACKEND,
        complexity=2,
        impact_score=6,
        effort_score=3,
        status=ItemStatus.APPROVED,
    )
    return Attempt.objects.create(run=ExecutionRun.objects.create(), item=item, place=1)
