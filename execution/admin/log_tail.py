"""The end of a log on the page of what logged it, the newest line first."""

from typing import Any, Final

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.admin.badges import label
from execution.admin.badges import LOG_LEVEL
from execution.choices import LogLevel

SHOWN_LINES: Final = 200
"""Lines of a log that a page shows, the newest."""


def log_tail(lines: QuerySet[Any], *, all_url: str = "") -> SafeString:
    """Show the newest lines of a run or an attempt, and where all are if there are more."""
    rows = newest(lines, SHOWN_LINES + 1)
    shown = [(row, _level(row.log_level)) for row in rows[:SHOWN_LINES]]
    context = {"lines": shown, "has_more": len(rows) > SHOWN_LINES, "all_url": all_url}
    return render_to_string("execution/log_tail.html", context)


def newest(lines: QuerySet[Any], count: int) -> list[Any]:
    """Give `created_at`, `log_level` and `message` of the first lines in their order."""
    return list(lines.values_list("created_at", "log_level", "message", named=True)[:count])


def _level(level: str) -> SafeString:
    return label(LogLevel(level).label, LOG_LEVEL[level])
