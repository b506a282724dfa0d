"""What a row of progress says, in a few letters; rows are those of the live stream."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from backlog.choices import ItemStatus
from execution.choices import Phase, ValidationStatus
from execution.watching.cells import clean

type Row = Mapping[str, Any]

CHECKS: Final = ("typescript", "eslint", "build", "tests")
CHECKS_IN_LETTERS: Final = "TEBT"
CHECKS_EXPLAINED: Final = (
    f"{CHECKS_IN_LETTERS}: {', '.join(CHECKS)}; p pass, F fail, r running, . waiting, - none"
)
_LETTERS: Final[Mapping[str | None, str]] = {
    None: "-",
    ValidationStatus.PENDING: ".",
    ValidationStatus.RUNNING: "r",
    ValidationStatus.PASS: "p",
    ValidationStatus.FAIL: "F",
}
ENDS: Final[Mapping[str, str]] = {
    ItemStatus.COMPLETED: "Completed",
    ItemStatus.DEFERRED: "Failed",
    ItemStatus.APPROVED: "Given back",
    ItemStatus.NEW: "Reopened",
    ItemStatus.REJECTED: "Rejected",
}
"""How the execution of an item ended, by where the item stands now."""


def goes_on(row: Row) -> bool:
    """Tell whether the item is being executed."""
    return bool(row["item_status"] == ItemStatus.IN_PROGRESS)


def title(row: Row) -> str:
    """Give the item's title, fit for a terminal."""
    return clean(row["title"])


def phase(row: Row) -> str:
    """Give the phase, or how it ended."""
    if not goes_on(row):
        return ENDS[row["item_status"]]
    return Phase(row["current_phase"]).label if row["current_phase"] else "Begun"


def wave(row: Row) -> str:
    """Give the wave of all waves, as 2/3."""
    return f"{row['current_wave']}/{row['total_waves']}"


def tasks(row: Row) -> str:
    """Give the tasks that are done of all, as 5/9."""
    return f"{row['tasks_completed']}/{row['tasks_total']}"


def checks(row: Row) -> str:
    """Give a letter for each validation, in the order of CHECKS."""
    return "".join(_LETTERS[row[f"validation_{name}"]] for name in CHECKS)


def file(row: Row) -> str:
    """Give the file that is worked on; nothing when it has ended."""
    return clean(row["current_file"] or "") if goes_on(row) else ""


def elapsed(row: Row, now: datetime) -> str:
    """Give the time from the beginning to the end, or to now, as 1:02:33."""
    begun = moment(row["started_at"])
    ended = now if goes_on(row) else ended_at(row)
    if begun is None or ended is None:
        return ""
    minutes, seconds = divmod(_seconds(ended - begun), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def last_moved(row: Row, now: datetime) -> str:
    """Give how long ago the row changed, as 12 s, 3 min or 2 h."""
    moved = moment(row["updated_at"])
    if moved is None:
        return ""
    seconds = _seconds(now - moved)
    for length, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {name}"
    return f"{seconds} s"


def ended_at(row: Row) -> datetime | None:
    """Give when the execution ended, as far as its row tells."""
    return moment(row["completed_at"]) or moment(row["updated_at"])


def moment(text: str | None) -> datetime | None:
    """Read a time of the stream; None for none, and for what is no time in Python."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        # PostgreSQL knows infinite times and years that Python can't hold.
        return None


def _seconds(time: timedelta) -> int:
    return max(0, int(time.total_seconds()))
