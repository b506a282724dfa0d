"""Emptying the test database after a test that committed, in the place of Django's flush.

A flush truncates every table, which makes files anew for each of them and each index, and makes the
permissions and roles again; but most tests leave rows in a few tables only.
"""

from typing import Any, Final

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

MADE_BY_MIGRATIONS: Final = (
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
"""The tables whose rows tests find there and leave there."""


class Emptier:
    """Deletes all rows of the default database but those that migrations made."""

    def __init__(self) -> None:
        """Take the rows that are there as made by migrations."""
        names = _names_of_tables()
        self._lock = _of_each(names, "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", "{name}")
        others = [name for name in names if name not in MADE_BY_MIGRATIONS]
        self._filled = _of_each(
            others,
            "SELECT array_remove(ARRAY[{}], NULL)",
            "CASE WHEN EXISTS (SELECT FROM {name}) THEN {text} END",
        )
        self._kept = _of_each(
            MADE_BY_MIGRATIONS,
            "SELECT md5(concat_ws('|', {}))",
            "(SELECT string_agg(r::text, ',' ORDER BY r::text) FROM {name} AS r)",
        )
        self._kept_at_first = _value_of(self._kept)

    def empty(self) -> None:
        """Delete the rows, or flush where a test changed what migrations made."""
        with transaction.atomic():
            # As TRUNCATE does, this waits for whatever still reads or writes in a transaction.
            _execute(self._lock)
            untouched = _value_of(self._kept) == self._kept_at_first
            _delete_from(_value_of(self._filled))
        if not untouched:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            self._kept_at_first = _value_of(self._kept)


def _names_of_tables() -> list[str]:
    """Give every table of a model: those of the job queue too, which Django calls unmanaged."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(names.intersection(connection.introspection.table_names()))


def _of_each(names: Any, statement: str, part: str) -> sql.Composed:
    """Put a part for each table, in which its {name} and {text} may stand, into a statement."""
    parts = [sql.SQL(part).format(name=sql.Identifier(n), text=sql.Literal(n)) for n in names]
    return sql.SQL(statement).format(sql.SQL(", ").join(parts))


def _delete_from(names: list[str]) -> None:
    """Delete all rows of these tables without triggers, whose guards would refuse some."""
    if names:
        deletions = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names]
        guards_off = sql.SQL("SET LOCAL session_replication_role = replica")
        _execute(sql.SQL("; ").join([guards_off, *deletions]))


def _execute(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _value_of(query: sql.Composed) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone()
    return value
