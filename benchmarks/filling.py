"""Fills an empty, migrated database with a backlog of a given size, by COPY.

`python -m benchmarks.filling ITEMS` fills the one that DATABASE_URL names.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import GitHubRepository, User
from backlog.models import AnalysisRun, BacklogItem
from benchmarks.backlog_rows import (
    ITEMS_OF_A_RUN,
    USERS,
    ItemRow,
    item_rows,
    key,
    moment,
    repositories_of,
)

COMPANION_ROWS: Final = Path(__file__).with_name("companion_rows.sql")
PROGRESS_STEP: Final = 100_000
Say = Callable[[str], None]

_USERS: Final = tuple(key(1, number) for number in range(USERS))


@cache
def _repository_id(number: int) -> UUID:
    return key(2, number)


def fill(items: int, say: Say) -> None:
    """Fill the default connection's database; needs a superuser and empty tables."""
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows are right as they are made: neither history nor foreign keys need a look at them.
        cursor.execute("SET LOCAL session_replication_role = replica")
        copy_rows(User, *_users())
        copy_rows(GitHubRepository, *_repositories(repositories_of(items)))
        copy_rows(AnalysisRun, *_runs(items))
        _fill_items(items, say)
        say("history, filtered items, executions")
        for statement in COMPANION_ROWS.read_text().split(";\n"):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(f"{items:,} items in {time.monotonic() - began:.0f} s")


def _fill_items(items: int, say: Say) -> None:
    """Copy the items without their indexes, which are made the faster when all rows are there."""
    indexes = BacklogItem._meta.indexes
    with connection.schema_editor(atomic=False) as editor:
        for index in indexes:
            editor.remove_index(BacklogItem, index)
    copy_rows(BacklogItem, _ITEM_COLUMNS, (_item(row) for row in _told(item_rows(items), say)))
    say("indexes")
    with connection.schema_editor(atomic=False) as editor:
        for index in indexes:
            editor.add_index(BacklogItem, index)


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, each with a value for each of the columns, by COPY."""
    names = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _told(rows: Iterable[ItemRow], say: Say) -> Iterator[ItemRow]:
    for number, row in enumerate(rows):
        if number % PROGRESS_STEP == 0 and number:
            say(f"{number:,} items")
        yield row


def _users() -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    columns = ("id", "github_id", "github_username")
    return columns, ((pk, f"1{n}", f"user-{n}") for n, pk in enumerate(_USERS))


def _repositories(count: int) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    columns = (
        "id",
        "user_id",
        "github_repo_id",
        "github_owner",
        "github_name",
        "github_full_name",
        "github_clone_url",
        "github_html_url",
    )
    return columns, (_repository(n) for n in range(count))


def _repository(number: int) -> Sequence[Any]:
    name = f"shop-{number}"
    page = f"https://github.com/acme/{name}"
    user = _USERS[number % USERS]
    names = ("acme", name, f"acme/{name}")
    return (_repository_id(number), user, number + 1, *names, f"{page}.git", page)


def _runs(items: int) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    columns = (
        "id",
        "created_at",
        "started_at",
        "completed_at",
        "user_id",
        "repository_id",
        "items_found",
        "status",
    )
    runs = items // ITEMS_OF_A_RUN + 1
    return columns, (_run(n, runs, repositories_of(items)) for n in range(runs))


def _run(number: int, of: int, repositories: int) -> Sequence[Any]:
    repository = number * 7919 % repositories
    at = moment(number, of)
    owners = (_USERS[repository % USERS], _repository_id(repository))
    status = "failed" if number % 50 == 0 else "completed"
    return (key(3, number), at, at, at, *owners, ITEMS_OF_A_RUN, status)


_ITEM_COLUMNS: Final = (
    "id",
    "created_at",
    "updated_at",
    "user_id",
    "repository_id",
    "analysis_run_id",
    "title",
    "problem",
    "solution",
    "area",
    "type",
    "complexity",
    "impact_score",
    "effort_score",
    "status",
    "prd_content",
)


def _item(row: ItemRow) -> Sequence[Any]:
    return (
        row.id,
        row.created_at,
        row.updated_at,
        _USERS[row.user],
        _repository_id(row.repository),
        key(3, row.run),
        row.title,
        row.problem,
        row.solution,
        row.area,
        row.type,
        row.complexity,
        row.impact_score,
        row.effort_score,
        row.status.value,
        row.prd_content,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int)
    fill(parser.parse_args().items, lambda text: print(text, flush=True))  # noqa: T201 - a command
