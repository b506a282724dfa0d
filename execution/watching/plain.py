"""A line for each change, for those who read it through a pipe or keep it."""

from datetime import datetime

from execution.watching import words
from execution.watching.cells import clean
from execution.watching.words import Row, goes_on


def described(row: Row) -> str:
    """Say all of a row but its times: what stays the same is no change."""
    parts = [words.phase(row), f"wave {words.wave(row)}", f"tasks {words.tasks(row)}"]
    begun = [name for name in words.CHECKS if row[f"validation_{name}"]]
    parts += [f"{name} {row[f'validation_{name}']}" for name in begun]
    if row["fix_iteration"]:
        parts.append(f"fix {row['fix_iteration']}/{row['max_iterations']}")
    if goes_on(row):
        parts += filter(None, [clean(row["current_task"] or ""), words.file(row)])
    return f"{_named(row)}: {', '.join(parts)}"


def removed(row: Row) -> str:
    """Say that a row is gone."""
    return f"{_named(row)}: removed"


def at(now: datetime, text: str) -> str:
    """Put the time before a line."""
    return f"{now.astimezone():%H:%M:%S} {text}"


def _named(row: Row) -> str:
    repository = clean(row["repository"] or "")
    return f"{repository} {words.title(row)}".strip()
