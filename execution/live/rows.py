"""What listeners are shown of an item: its progress as the API gives it, and whose it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from execution.live.scopes import Item

MOMENTS: Final = ("started_at", "updated_at", "completed_at")
COLUMNS: Final = (
    "id",
    "item_id",
    "run_id",
    "current_phase",
    "current_wave",
    "total_waves",
    "wave_status",
    "current_task",
    "tasks_completed",
    "tasks_total",
    "current_file",
    "files_touched",
    "lines_changed",
    "validation_typescript",
    "validation_eslint",
    "validation_build",
    "validation_tests",
    "inspector_findings",
    "fix_iteration",
    "max_iterations",
    *MOMENTS,
)
"""Those of progress, in the order of the API, which has the same."""
_WHOLE: Final = frozenset(COLUMNS)

type Stored = Mapping[str, Any]
"""A row of progress as PostgreSQL writes it in JSON: times in some time zone."""


def is_whole(stored: object) -> bool:
    """Tell whether this is a row with all columns."""
    return isinstance(stored, dict) and stored.keys() >= _WHOLE


def shown(stored: Stored, item: Item) -> dict[str, object]:
    """Give the row that listeners get."""
    row: dict[str, object] = {name: stored[name] for name in COLUMNS}
    for name in MOMENTS:
        row[name] = _moment(stored[name])
    row["title"] = item.title
    row["item_status"] = item.status
    row["repository"] = item.repository
    row["repository_id"] = item.repository_id
    return row


def _moment(text: str | None) -> datetime | str | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        # PostgreSQL knows infinite times and years that Python can't hold.
        return text
