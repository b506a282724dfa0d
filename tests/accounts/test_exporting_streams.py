"""How exports of many rows behave: in what memory, and when something breaks in between."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError, connection

from accounts.admin.export_formats import CUT_SHORT
from accounts.models import GitHubRepository
from backlog.models import BacklogItem, FilteredItem
from tests.admin_pages import changelist_of, signed_in
from tests.factories import make_curator, make_repository

ROWS = 100_000
MEGABYTE = 2**20
MORE_THAN_ONE_PART = 1200

INSERT_ITEMS = """
    INSERT INTO mason_pm_backlog_items (repository_id, title, problem, solution)
    SELECT %s, 'Close the file ' || number, repeat('It stays open. ', 40), repeat('Close it. ', 60)
    FROM generate_series(1, %s) AS number
"""
INSERT_FILTERED_ITEMS = """
    INSERT INTO mason_pm_filtered_items (repository_id, title, problem, solution, type, area,
        impact_score, effort_score, filter_reason, filter_confidence)
    SELECT %s, 'Close the file ' || number, repeat('It stays open. ', 40), repeat('Close it. ', 60),
        'backend', 'backend', 5, 5, 'vague: It says nothing.', 0.9
    FROM generate_series(1, %s) AS number
"""
INSERT_REPOSITORIES = """
    INSERT INTO mason_github_repositories (user_id, github_repo_id, github_owner, github_name,
        github_full_name, github_clone_url, github_html_url, last_synced_at)
    SELECT %(user)s, -number, 'acme', 'shop', 'acme/shop-' || lpad(number::text, 9, '0'), '', '',
        CASE WHEN number = %(broken)s THEN 'infinity'::timestamptz END
    FROM generate_series(1, %(number)s) AS number
"""


def asked(model, form: str) -> Any:
    """An export that is answered but not read yet."""
    return signed_in(make_curator()).get(f"{changelist_of(model)}export.{form}")


def insert(statement: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def memory() -> int:
    """Bytes that the process holds, those of the database's client library too."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_hundred_thousand_rows_take_a_small_part_of_their_size_in_memory(form):
    insert(INSERT_FILTERED_ITEMS, [make_repository().pk, ROWS])
    before = memory()
    size = most = rows = 0

    for piece in asked(FilteredItem, form).streaming_content:
        size += len(piece)
        rows += piece.count(b"Close the file ")
        most = max(most, memory() - before)

    assert rows == ROWS
    assert size > 130 * MEGABYTE
    assert most < 30 * MEGABYTE


@pytest.mark.django_db(transaction=True)
def test_an_export_that_nobody_reads_to_its_end_leaves_no_cursor_in_the_database():
    insert(INSERT_ITEMS, [make_repository().pk, MORE_THAN_ONE_PART])
    response = asked(BacklogItem, "json")
    next(response.streaming_content)
    assert open_cursors() == 1

    response.close()

    assert open_cursors() == 0


def open_cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs%%'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_json_file_that_an_error_cuts_short_is_not_taken_for_a_whole_one():
    insert_repositories(broken=MORE_THAN_ONE_PART)
    pieces = []

    with pytest.raises(DataError):
        pieces.extend(asked(GitHubRepository, "json").streaming_content)

    assert pieces[0].startswith(b"[")
    with pytest.raises(json.JSONDecodeError):
        json.loads(b"".join(pieces))


@pytest.mark.django_db(transaction=True)
def test_a_csv_file_that_an_error_cuts_short_says_so_in_its_last_line():
    insert_repositories(broken=MORE_THAN_ONE_PART)
    pieces = []

    with pytest.raises(DataError):
        pieces.extend(asked(GitHubRepository, "csv").streaming_content)

    assert pieces[-1].decode() == f"{CUT_SHORT}\r\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_answer_that_nobody_reads_asks_for_no_row(form):
    insert_repositories(broken=1)

    asked(GitHubRepository, form)

    assert open_cursors() == 0


def insert_repositories(*, broken: int) -> None:
    """Many repositories, one of which has a time that Python can't hold."""
    values = {"user": make_curator().pk, "broken": broken, "number": MORE_THAN_ONE_PART}
    insert(INSERT_REPOSITORIES, values)
