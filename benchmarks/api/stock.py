"""Rows that are used up: items to claim or being carried out, begun reviews."""

from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection, transaction

from benchmarks.api.data import USER_ID
from mason.tables import TABLES

OWNER: Final = "bench-stock"
"""The owner of the repositories that hold the stock."""
RUN: Final = "bench-run"
REPORTED_ITEMS: Final = 64

_numbers: Final = count(1)

_REPOSITORY: Final = f"""
    INSERT INTO {TABLES.github_repositories} (id, user_id, github_repo_id, github_owner,
        github_name, github_full_name, github_clone_url, github_html_url)
    VALUES (%(id)s, %(user_id)s, %(number)s, '{OWNER}', %(name)s, '{OWNER}/' || %(name)s,
        'https://example.org/' || %(name)s || '.git', 'https://example.org/' || %(name)s)
"""  # noqa: S608 - made of constants alone
_ITEMS: Final = f"""
    INSERT INTO {TABLES.pm_backlog_items} (id, created_at, user_id, repository_id, title, problem,
        solution, area, type, complexity, impact_score, effort_score, status)
    SELECT gen_random_uuid(), now() - number * interval '1 second', %(user_id)s, %(repository_id)s,
        'Read the price list once ' || number,
        'load_' || number || '() reads the list of prices again for each line of an order.',
        'Read it once in shop/part_' || number || '.py and hand it to load_' || number || '().',
        'backend', 'backend', 2, 1 + number %% 10, 1 + number %% 7, %(status)s
    FROM generate_series(1, %(items)s) AS number
"""  # noqa: S608 - made of constants alone
_PROGRESS: Final = f"""
    INSERT INTO {TABLES.execution_progress} (item_id, run_id, current_phase)
    SELECT id, '{RUN}', 'building' FROM {TABLES.pm_backlog_items}
    WHERE repository_id = %(repository_id)s RETURNING item_id
"""  # noqa: S608 - made of constants alone
_RUNS: Final = f"""
    INSERT INTO {TABLES.pm_analysis_runs} (id, user_id, repository_id, status)
    SELECT (%(before)s || lpad(number::text, 12, '0'))::uuid, %(user_id)s,
        (%(repository_ids)s::uuid[])[1 + number %% %(repositories)s], 'in_progress'
    FROM generate_series(0, %(runs)s) AS number
"""  # noqa: S608 - made of constants alone
_STOCK: Final = f"SELECT id FROM {TABLES.github_repositories} WHERE github_owner = '{OWNER}'"  # noqa: S608 - made of constants alone
_ITEMS_OF_STOCK: Final = (
    f"SELECT id FROM {TABLES.pm_backlog_items} WHERE repository_id IN ({_STOCK})"  # noqa: S608 - made of constants alone
)
_TAKING_AWAY: Final = (
    f"DELETE FROM {TABLES.execution_progress} WHERE item_id IN ({_ITEMS_OF_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM backlog_statuschange WHERE item_id IN ({_ITEMS_OF_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM backlog_fingerprint WHERE repository_id IN ({_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM {TABLES.pm_backlog_items} WHERE repository_id IN ({_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM {TABLES.pm_filtered_items} WHERE repository_id IN ({_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM {TABLES.pm_analysis_runs} WHERE repository_id IN ({_STOCK})",  # noqa: S608 - made of constants alone
    f"DELETE FROM {TABLES.github_repositories} WHERE github_owner = '{OWNER}'",  # noqa: S608 - made of constants alone
)


def repository_with_items(items: int, *, status: str = "approved") -> UUID:
    """Make a repository of the user who asks, with so many items of a status; give its id."""
    repository_id, number = uuid4(), -next(_numbers) - 10**9
    with transaction.atomic(), connection.cursor() as cursor:
        _write_as_they_are(cursor)
        repository: dict[str, Any] = {"id": repository_id, "number": number, "user_id": USER_ID}
        cursor.execute(_REPOSITORY, repository | {"name": f"stock-{repository_id}"})
        values: dict[str, Any] = {"items": items, "status": status, "user_id": USER_ID}
        cursor.execute(_ITEMS, values | {"repository_id": repository_id})
    return repository_id


def reported_items() -> list[UUID]:
    """Make items that the run RUN carries out, each with its progress; give their ids."""
    repository_id = repository_with_items(REPORTED_ITEMS, status="in_progress")
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, {"repository_id": repository_id})
        return [item_id for (item_id,) in cursor.fetchall()]


def begun_reviews(runs: int, *, repositories: int, items: int) -> str:
    """Begin so many reviews of repositories with so many new items each.

    Gives the beginning of their ids: a number of twelve digits, from 0, completes each.
    """
    before = str(uuid4())[:-12]
    ids = [repository_with_items(items, status="new") for _ in range(repositories)]
    values: dict[str, Any] = {"before": before, "runs": runs, "user_id": USER_ID}
    values |= {"repository_ids": ids, "repositories": repositories}
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, values)
    return before


def take_stock_away() -> None:
    """Delete every row that belongs to the stock."""
    with transaction.atomic(), connection.cursor() as cursor:
        _write_as_they_are(cursor)
        for statement in _TAKING_AWAY:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {TABLES.pm_backlog_items}")


def _write_as_they_are(cursor: Any) -> None:
    """Neither history nor foreign keys need a look at rows that are right as they are made."""
    cursor.execute("SET LOCAL session_replication_role = replica")
