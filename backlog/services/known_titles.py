"""The titles on a repository's backlog, for rules to compare with."""

from typing import Final
from uuid import UUID

from backlog.choices import COMPARED_STATUSES
from backlog.judging.titles import KnownTitle, TitleIndex
from backlog.models import Judgement
from mason.database.prepared import fetch
from mason.tables import TABLES

_STATUSES: Final = ", ".join(f"'{status}'" for status in COMPARED_STATUSES)
_TITLES: Final = f"""
    SELECT item.id, item.title, item.type, item.status, judged.files,
        item.analysis_run_id IS NOT DISTINCT FROM %(run_id)s::uuid AND %(run_id)s::uuid IS NOT NULL
    FROM {TABLES.pm_backlog_items} AS item
    LEFT JOIN {Judgement._meta.db_table} AS judged ON judged.item_id = item.id
    WHERE item.repository_id = %(repository_id)s AND item.status IN ({_STATUSES})
    ORDER BY item.created_at, item.id
"""  # noqa: S608 - made of constants alone


def known_titles(repository_id: UUID, run_id: UUID | None = None) -> TitleIndex:
    """Index the titles of the open items, and tell those that this run brought; one query."""
    rows = fetch(_TITLES, {"repository_id": repository_id, "run_id": run_id})
    return TitleIndex(
        KnownTitle(item_id, title, type_, status, frozenset(files or ()), of_run)
        for item_id, title, type_, status, files, of_run in rows
    )
