"""The lists that are measured: their addresses, and the same questions in SQL."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.api.bare.plan import Reading
from benchmarks.api.data import REPOSITORY_ID, RUN_ID
from benchmarks.api.requests import Answer, Request
from mason.tables import TABLES

LIMIT: Final = 50
APPROVED_LEAST: Final[Mapping[int, float]] = {1: 0.65, 16: 0.75}
OTHER_LEAST: Final[Mapping[int, float]] = {1: 0.35, 16: 0.35}
TIMES_ORDINARY: Final = 20.0
REPOSITORY: Final = {"repository_id": str(REPOSITORY_ID)}

_DERIVED: Final = "prd_problems"
"""The one member that is no column."""

_OWN: Final = f"SELECT id FROM {TABLES.github_repositories} WHERE user_id = %(user_id)s"  # noqa: S608 - made of constants alone
_OWN_RUN: Final = f"""
    SELECT id FROM {TABLES.remote_execution_runs}
    WHERE id = %(execution_run_id)s AND repository_id IN ({_OWN})
"""  # noqa: S608 - made of constants alone
_OF_REPOSITORY: Final = f"""
    {TABLES.pm_backlog_items} AS t WHERE t.status = 'approved'
        AND t.repository_id = ({_OWN} AND id = %(repository_id)s)
    ORDER BY t.priority_score DESC NULLS LAST, t.created_at, t.id
"""
_OF_ITEMS: Final = f"""
    JOIN {TABLES.pm_backlog_items} AS item ON item.id = t.item_id
    JOIN {TABLES.github_repositories} AS repository ON repository.id = item.repository_id
    WHERE repository.user_id = %(user_id)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list with its address, and where PostgreSQL finds the same: tables, condition, order.

    `least` is the share of E that is wanted for each number of clients; `times_ordinary` how many
    times as fast as C the list is to be, 0 where C has no such list.
    """

    name: str
    path: str
    source: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    least: Mapping[int, float] = field(default_factory=lambda: OTHER_LEAST)
    times_ordinary: float = 0.0
    member: str = "results"

    @property
    def request(self) -> Request:
        """The request of an agent."""
        query = urlencode({**self.parameters, "limit": LIMIT})
        return Request(target=f"/api/v1/{self.path}?{query}")

    def reading(self, answer: Answer) -> Reading:
        """Give what E has to do for the same answer: the same columns, the same cursors."""
        body: Mapping[str, Any] = answer.json
        rows = body[self.member]
        columns = ", ".join(f"t.{name}" for name in rows[0] if name != _DERIVED)
        sql = f"SELECT {columns} FROM {self.source} LIMIT {LIMIT}"  # noqa: S608 - ours
        tail = {name: value for name, value in body.items() if name != self.member}
        parameters = dict(self.parameters)
        problems = {row["prd_content"] or "": row[_DERIVED] for row in rows if _DERIVED in row}
        return Reading(
            sql=sql, parameters=parameters, member=self.member, tail=tail, prd_problems=problems
        )


def lists() -> Iterator[List]:
    """Give every list of the API, those of approved items first."""
    yield from _approved()
    yield from _accounts()
    yield from _backlog()
    yield from _execution()


def _approved() -> Iterable[List]:
    wanted: dict[str, Any] = {"least": APPROVED_LEAST, "times_ordinary": TIMES_ORDINARY}
    yield List(
        name="50 approved items, list",
        path="backlog",
        parameters={**REPOSITORY, "status": "approved"},
        source=_OF_REPOSITORY,
        **wanted,
    )
    yield List(
        name="50 approved items, next",
        path="backlog/next",
        parameters=REPOSITORY,
        source=_OF_REPOSITORY,
        member="items",
        **wanted,
    )


def _accounts() -> Iterable[List]:
    yield List(
        name="repositories",
        path="repositories",
        source=f"{TABLES.github_repositories} AS t WHERE t.user_id = %(user_id)s"
        " ORDER BY t.github_full_name, t.id",
    )
    yield List(
        name="api-keys",
        path="api-keys",
        source=f"{TABLES.api_keys} AS t WHERE t.user_id = %(user_id)s"
        " ORDER BY t.created_at DESC, t.id",
    )


def _backlog() -> Iterable[List]:
    yield List(
        name="analysis-runs",
        path="analysis-runs",
        source=f"{TABLES.pm_analysis_runs} AS t WHERE t.repository_id IN ({_OWN})"
        " ORDER BY t.started_at DESC, t.id",
    )
    yield List(
        name="filtered-items",
        path="filtered-items",
        source=f"{TABLES.pm_filtered_items} AS t WHERE t.repository_id IN ({_OWN})"
        " ORDER BY t.created_at DESC, t.id",
    )
    yield List(
        name="restore-feedback",
        path="restore-feedback",
        source=f"{TABLES.pm_restore_feedback} AS t"
        f" JOIN {TABLES.pm_filtered_items} AS filtered ON filtered.id = t.filtered_item_id"
        f" WHERE filtered.repository_id IN ({_OWN}) ORDER BY t.restored_at DESC, t.id",
    )


def _execution() -> Iterable[List]:
    yield List(
        name="execution-tasks",
        path="execution-tasks",
        source=f"{TABLES.pm_execution_tasks} AS t {_OF_ITEMS} ORDER BY t.created_at DESC, t.id",
    )
    yield List(
        name="remote-execution-runs",
        path="remote-execution-runs",
        source=f"{TABLES.remote_execution_runs} AS t WHERE t.repository_id IN ({_OWN})"
        " ORDER BY t.started_at DESC, t.id",
    )
    yield List(
        name="execution-logs of a run",
        path="execution-logs",
        parameters={"execution_run_id": str(RUN_ID)},
        source=f"{TABLES.execution_logs} AS t WHERE t.execution_run_id = ({_OWN_RUN})"
        " ORDER BY t.created_at DESC, t.id DESC",
    )
    yield List(
        name="execution-progress",
        path="execution-progress",
        source=f"{TABLES.execution_progress} AS t {_OF_ITEMS} ORDER BY t.started_at DESC, t.id",
    )
