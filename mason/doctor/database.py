"""Examines the database: does it answer, is it complete, is it as documented, has it room."""

from typing import Final

from django.db import DatabaseError, connection

from mason.database.adoption.contradictions import contradictions
from mason.database.contract import differences, notes, unreadable_times
from mason.doctor.examination import Result, reason
from mason.health import unapplied_migrations

FULL_PERCENT: Final = 90
"""From which share of the allowed connections on there is too little room."""

# Superusers keep some connections to themselves; -1 stands for no limit.
_CONNECTIONS: Final = """
SELECT 'the server', count(*),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
FROM pg_stat_activity WHERE backend_type = 'client backend'
UNION ALL
SELECT 'the database', numbackends, datconnlimit
FROM pg_stat_database JOIN pg_database ON pg_database.oid = datid
WHERE pg_database.datname = current_database()
UNION ALL
SELECT 'the database role', count(*), rolconnlimit
FROM pg_stat_activity JOIN pg_roles ON rolname = usename
WHERE usename = session_user GROUP BY rolconnlimit
"""


def examine_database() -> Result:
    """Connect; Django itself refuses a server that is too old."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        mend = "start the server, or correct DATABASE_URL"
        return Result([f"the database doesn't answer: {reason(error)}; mend: {mend}"])
    return Result()


def examine_migrations() -> Result:
    """Look for migrations that aren't applied, and for what would keep them from it."""
    missing = unapplied_migrations()
    if not missing:
        return Result()
    obstacles = [f"{one}; mend: correct it by hand" for one in contradictions(connection)]
    return Result([f"{missing} migrations aren't applied; mend: manage.py migrate", *obstacles])


def examine_tables() -> Result:
    """Compare the documented tables with the live ones."""
    return Result(
        [str(difference) for difference in differences(connection)],
        [str(note) for note in notes(connection)],
    )


def examine_times() -> Result:
    """Look for stored times that Python can't hold, so that pages which read the row fail."""
    return Result([str(difference) for difference in unreadable_times(connection)])


def examine_connections() -> Result:
    """Compare how many connections are open with how many may be."""
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        rows = cursor.fetchall()
    return Result(
        [
            f"{scope} has {used} of {limit} connections open;"
            " mend: raise the limit, or run fewer processes"
            for scope, used, limit in rows
            if limit >= 0 and used * 100 >= limit * FULL_PERCENT
        ]
    )
