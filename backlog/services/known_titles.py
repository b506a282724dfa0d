"""The titles on a repository's backlog, for rules to compare with."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from backlog.choices import COMPARED_STATUSES
from backlog.intake.suggestion import Suggestion
from backlog.judging.titles import KnownTitle, TitleIndex
from backlog.models import Judgement
from mason.database.prepared import fetch
from mason.tables import TABLES

_STATUSES: Final = ", ".join(f"'{status}'" for status in COMPARED_STATUSES)
_TITLES: Final = f"""
    SELECT item.id, item.title, item.type, judged.files,
        CASE WHEN judged.files && %(files)s::text[]
            THEN concat_ws(E'\n', item.title, item.problem, item.solution) ELSE '' END,
        coalesce(judged.analyser_rule, '') <> '',
        item.analysis_run_id IS NOT DISTINCT FROM %(run_id)s::uuid
    FROM {TABLES.pm_backlog_items} AS item
    LEFT JOIN {Judgement._meta.db_table} AS judged ON judged.item_id = item.id
    WHERE item.repository_id = %(repository_id)s AND item.status IN ({_STATUSES})
    ORDER BY item.created_at, item.id
"""  # noqa: S608 - made of constants alone


def known_titles(
    repository_id: UUID, run_id: UUID, suggestions: Sequence[Suggestion]
) -> TitleIndex:
    """Index the titles of the open items, for these suggestions to be compared with; one query.

    It tells which of them this run brought. Items about one of the suggestions' files come with
    all that they say.
    """
    files = {file for one in suggestions for file in one.files}
    values = {"repository_id": repository_id, "run_id": run_id, "files": list(files)}
    titles = (
        KnownTitle(
            item_id=item_id,
            title=title,
            type=type_,
            files=frozenset(known_files or ()),
            of_run=of_run,
            text=text,
            is_analysers=is_analysers,
        )
        for item_id, title, type_, known_files, text, is_analysers, of_run in fetch(_TITLES, values)
    )
    return TitleIndex(titles, candidates=[one.title for one in suggestions])
