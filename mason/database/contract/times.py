"""Finds stored times that Python can't hold: whoever reads such a row fails.

PostgreSQL knows infinite times, times before Christ and years up to 294276; Python's `datetime`
knows the years 1 to 9999: https://docs.python.org/3/library/datetime.html#datetime.MAXYEAR
"""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR
from typing import Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.contract import statements
from mason.database.contract.catalogue import LiveTable, read_tables
from mason.database.contract.definitions import TIMESTAMP, Column, Table
from mason.database.contract.report import Difference
from mason.database.contract.tables import CONTRACT

READABLE_TIME: Final = f"a time in the years {MINYEAR} to {MAXYEAR}"


def unreadable_time(column: str) -> str:
    """Give SQL that is true for a time that Python can't hold, in UTC or in TIME_ZONE."""
    zones = ("UTC", settings.TIME_ZONE)
    first = ", ".join(f"timestamp '{MINYEAR:04}-01-01' AT TIME ZONE '{zone}'" for zone in zones)
    end = ", ".join(f"timestamp '{MAXYEAR + 1}-01-01' AT TIME ZONE '{zone}'" for zone in zones)
    return f"({column} < GREATEST({first}) OR {column} >= LEAST({end}))"


def unreadable_times(connection: BaseDatabaseWrapper) -> Iterator[Difference]:
    """Give each documented column of each row whose time Python can't hold."""
    live = read_tables(connection)
    for table in CONTRACT.values():
        if table.name in live:
            yield from _of_table(connection, table, live[table.name])


def _of_table(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable
) -> Iterator[Difference]:
    columns = {column.name: column for column in table.columns if _holds_times(column, live)}
    if not columns or "id" not in live.columns:
        return
    times = ", ".join(f"('{name}', {name})" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id::text, stored.name, stored.time::text FROM {table.name}"  # noqa: S608 - names of the contract
            f" CROSS JOIN LATERAL (VALUES {times}) AS stored (name, time)"
            f" WHERE {unreadable_time('stored.time')} ORDER BY stored.name, id"
        )
        rows = cursor.fetchall()
    for row, name, time in rows:
        mend = statements.replace_time(table, columns[name], row)
        yield Difference(table.name, name, f"row {row}", time, READABLE_TIME, mend)


def _holds_times(column: Column, live: LiveTable) -> bool:
    found = live.columns.get(column.name)
    return column.type == TIMESTAMP and found is not None and found.type == TIMESTAMP
