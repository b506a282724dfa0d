"""What is asked for: rows that agents see, added to the made-up backlog once."""

from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from backlog.models import BacklogItem
from benchmarks.api.keys import ensure_keys
from benchmarks.backlog_rows import key
from benchmarks.databases import using
from benchmarks.filling import Say
from execution.models import ExecutionTask

ROWS: Final = Path(__file__).with_name("data.sql")
USER: Final = 0
"""The number of the user whose keys ask."""
USER_ID: Final[UUID] = key(1, USER)
REPOSITORY_ID: Final[UUID] = key(2, 0)
"""One of this user's repositories, with at least 50 approved items."""
RUN_ID: Final[UUID] = key(5, 0)
"""A remote run of this user with 1,000 lines of log."""


def add_rows(database: str, keys: int, say: Say) -> None:
    """Add the keys and the rows that agents ask for, unless they are there."""
    with using(database):
        ensure_keys(keys)
        if ExecutionTask.objects.exists():
            return
        say("keys, tasks, a long log")
        parameters = {"repository_id": REPOSITORY_ID, "run_id": RUN_ID}
        with transaction.atomic(), connection.cursor() as cursor:
            # As in the filling: nobody decides here, so nothing belongs into the history.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for statement in ROWS.read_text().split(";\n"):
                cursor.execute(statement, parameters)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def approved_items() -> int:
    """Count the approved items of the repository that is asked about."""
    return BacklogItem.objects.approved().filter(repository=REPOSITORY_ID).count()
