"""What agents write, by the least SQL that leaves the same rows behind."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import orjson

from benchmarks.api.bare.claim import ONE
from benchmarks.api.bare.pool import Connection
from mason.tables import TABLES

type Body = Mapping[str, Any]
type Caller = Mapping[str, Any]
"""Whose key it is: `user_id` and `api_key_id`, as text."""
type Writing = Callable[[Connection, Caller, str, Body], Awaitable[tuple[int, object]]]

_OWN_REPOSITORY: Final = f"""
    SELECT id FROM {TABLES.github_repositories}
    WHERE id = %(repository_id)s AND user_id = %(user_id)s
"""  # noqa: S608 - made of constants alone
_LOGS: Final = f"""
    WITH own AS (
        SELECT run.id FROM {TABLES.remote_execution_runs} AS run
        JOIN {TABLES.github_repositories} AS repository ON repository.id = run.repository_id
        WHERE run.id = %(execution_run_id)s AND repository.user_id = %(user_id)s
    ), kept AS (
        INSERT INTO {TABLES.execution_logs} (execution_run_id, log_level, message, metadata)
        SELECT own.id, log_level, message, metadata FROM own,
            jsonb_to_recordset(%(entries)s::jsonb) AS (log_level text, message text, metadata jsonb)
    )
    SELECT id FROM own
"""  # noqa: S608 - made of constants alone
_PROGRESS: Final = f"""
    WITH held AS MATERIALIZED (
        SELECT item.id FROM {TABLES.pm_backlog_items} AS item
        JOIN {TABLES.github_repositories} AS repository ON repository.id = item.repository_id
        WHERE item.id = %(item_id)s AND item.status = 'in_progress'
            AND repository.user_id = %(user_id)s FOR UPDATE OF item
    )
    UPDATE {TABLES.execution_progress} AS progress SET current_phase = %(current_phase)s,
        current_task = %(current_task)s, tasks_completed = %(tasks_completed)s,
        tasks_total = %(tasks_total)s, lines_changed = %(lines_changed)s
    FROM held WHERE progress.item_id = held.id AND progress.run_id = %(run_id)s
    RETURNING progress.*
"""  # noqa: S608 - made of constants alone
_LOCKED_RUN: Final = f"""
    SELECT run.id, run.repository_id FROM {TABLES.pm_analysis_runs} AS run
    JOIN {TABLES.github_repositories} AS repository ON repository.id = run.repository_id
    WHERE run.id = %(run_id)s AND run.status = 'in_progress' AND repository.user_id = %(user_id)s
    FOR NO KEY UPDATE
"""  # noqa: S608 - made of constants alone
_KNOWN: Final = """
    SELECT value FROM backlog_fingerprint
    WHERE repository_id = %(repository_id)s AND value = ANY (
        SELECT md5(title) FROM jsonb_to_recordset(%(suggestions)s::jsonb) AS (title text))
"""
_SUGGESTIONS: Final = f"""
    WITH items AS (
        INSERT INTO {TABLES.pm_backlog_items} (id, user_id, repository_id, analysis_run_id, title,
            problem, solution, area, type, complexity, impact_score, effort_score, benefits)
        SELECT gen_random_uuid(), %(user_id)s, %(repository_id)s, %(run_id)s, title, problem,
            solution, area, type, complexity, impact_score, effort_score, '[]'
        FROM jsonb_to_recordset(%(suggestions)s::jsonb) AS (title text, problem text,
            solution text, area text, type text, complexity int, impact_score int, effort_score int)
        RETURNING id, title
    ), fingerprints AS (
        INSERT INTO backlog_fingerprint (repository_id, value, item_id)
        SELECT %(repository_id)s, md5(title), id FROM items
    ), counted AS (
        UPDATE {TABLES.pm_analysis_runs}
        SET items_found = items_found + (SELECT count(*) FROM items) WHERE id = %(run_id)s
    )
    SELECT id FROM items
"""  # noqa: S608 - made of constants alone


def writing_of(path: str) -> Writing | None:
    """Give what a POST to this path does; None for a path that has no reference."""
    return next((writing for end, writing in _WRITINGS.items() if path.endswith(end)), None)


async def claim(
    connection: Connection, caller: Caller, _path: str, body: Body
) -> tuple[int, object]:
    """Claim items of one of the user's repositories for a run."""
    values = {"limit": 1, **body, **caller}
    if await (await connection.execute(_OWN_REPOSITORY, values)).fetchone() is None:
        return 404, {}
    items = await (await connection.execute(ONE, values)).fetchall()
    return 200, {"run_id": body["run_id"], "items": items}


async def append_logs(
    connection: Connection, caller: Caller, _path: str, body: Body
) -> tuple[int, object]:
    """Add lines to the log of one of the user's runs."""
    values = {**body, **caller, "entries": orjson.dumps(body["entries"]).decode()}
    if await (await connection.execute(_LOGS, values)).fetchone() is None:
        return 404, {}
    return 201, {"created": len(body["entries"])}


async def report_progress(
    connection: Connection, caller: Caller, _path: str, body: Body
) -> tuple[int, object]:
    """Record how far the execution of one of the user's items is."""
    progress = await (await connection.execute(_PROGRESS, {**body, **caller})).fetchone()
    return (404, {}) if progress is None else (200, progress)


async def submit(
    connection: Connection, caller: Caller, path: str, body: Body
) -> tuple[int, object]:
    """Add the suggestions of a review, unless they are known."""
    suggestions = orjson.dumps(body["suggestions"]).decode()
    values = {**caller, "run_id": path.split("/")[-2], "suggestions": suggestions}
    async with connection.transaction():
        run = await (await connection.execute(_LOCKED_RUN, values)).fetchone()
        if run is None:
            return 404, {}
        values["repository_id"] = run["repository_id"]
        if await (await connection.execute(_KNOWN, values)).fetchall():
            return 409, {}
        items = await (await connection.execute(_SUGGESTIONS, values)).fetchall()
    return 200, {"added": len(items), "items": items}


_WRITINGS: Final[dict[str, Writing]] = {
    "/backlog/claim": claim,
    "/execution-logs": append_logs,
    "/execution-progress": report_progress,
    "/suggestions": submit,
}
