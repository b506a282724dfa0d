"""The words of the live pages as they are without scripts, which write the same."""

from datetime import datetime
from typing import Any, Final

from execution.choices import Phase, TaskStatus, ValidationStatus, WaveStatus

LABELS: Final = {
    "phase": dict(Phase.choices),
    "task": dict(TaskStatus.choices),
    "validation": {**dict(ValidationStatus.choices), "": "Not run"},
}
VALIDATIONS: Final = (
    ("typescript", "TypeScript"),
    ("eslint", "ESLint"),
    ("build", "Build"),
    ("tests", "Tests"),
)
MOST_WAVES: Final = 12
"""Waves that are drawn one by one."""

NO_ROW: Final = {"current_phase": "", "phase_label": "", "outcome": None}
"""Fills the pattern of a card, and the page of an item without progress."""

_MINUTE: Final = 60
_HOUR: Final = 3600


def time_in_words(seconds: float) -> str:
    """Say how long: seconds below an hour, minutes above."""
    whole = max(0, int(seconds))
    if whole >= _HOUR:
        return f"{whole // _HOUR:,} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _MINUTE} min {whole % _MINUTE} s" if whole >= _MINUTE else f"{whole} s"


def left_in_words(seconds: float | None) -> str:
    """Say how long it will still take: empty where nobody knows."""
    if seconds is None:
        return ""
    if seconds <= 0:
        return "longer than expected"
    if seconds < _MINUTE:
        return "under a minute left"
    minutes = round(seconds / _MINUTE)
    hours = f"{minutes // _MINUTE:,} h {minutes % _MINUTE} min"
    return f"about {hours if minutes >= _MINUTE else f'{minutes} min'} left"


def shown(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Complete a row of progress by the words and drawings of its card."""
    return {
        **row,
        "phase_label": LABELS["phase"].get(row["current_phase"], "No report yet"),
        "elapsed": time_in_words((_end(row, now) - row["started_at"]).total_seconds()),
        "left": left_in_words(row["seconds_left"]),
        "moved": time_in_words((now - _moved(row)).total_seconds()),
        "waves": waves(row),
        "validations": validations(row),
        "percent": percent(row),
    }


def waves(row: dict[str, Any]) -> list[str]:
    """Give the state of each wave: done, now or ahead; none where there are too many to draw."""
    total, current = row["total_waves"], row["current_wave"]
    if not 0 < total <= MOST_WAVES:
        return []
    if row["current_phase"] in {Phase.INSPECTION, Phase.COMPLETE}:
        return ["done"] * total
    begun = row["current_phase"] in {Phase.FOUNDATION, Phase.BUILDING}
    state = "done" if row["wave_status"] == WaveStatus.COMPLETED else "now"
    states = [*(["done"] * (current - 1)), state if begun else "ahead", *(["ahead"] * total)]
    return states[:total]


def validations(row: dict[str, Any]) -> list[dict[str, str]]:
    """Give the four validations, each with its name, state and the state's words."""
    states = [(label, row[f"validation_{name}"] or "") for name, label in VALIDATIONS]
    return [
        {"label": label, "state": state or "off", "words": LABELS["validation"][state]}
        for label, state in states
    ]


def percent(row: dict[str, Any]) -> int:
    """Give the share of the tasks that are done; 0 while their number isn't known."""
    total = row["tasks_total"]
    return min(100 * row["tasks_completed"] // total, 100) if total > 0 else 0


def steps(row: dict[str, Any] | None) -> list[dict[str, str]]:
    """Give the phases as steps: done, now, ahead; the one where it ended badly stopped."""
    phases = [value for value, _ in Phase.choices]
    current = row["current_phase"] if row else None
    at = phases.index(current) if current else -1
    outcome = row["outcome"] if row else None
    present = "now" if outcome is None else "stopped"
    if current == Phase.COMPLETE or (outcome and outcome["tone"] == "success"):
        at, present = len(phases) - 1, "done"
    states = ["done" if place < at else present if place == at else "ahead" for place in range(5)]
    return [
        {"label": label, "state": state}
        for (_, label), state in zip(Phase.choices, states, strict=True)
    ]


def tasks_shown(waves: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Complete the tasks of the waves by how long they took, or take until now."""
    return [
        {**wave, "tasks": [{**task, "took": _took(task, now)} for task in wave["tasks"]]}
        for wave in waves
    ]


def _took(task: dict[str, Any], now: datetime) -> str:
    begun, ended = task["started_at"], task["completed_at"]
    if begun is None or (ended is None and task["status"] != TaskStatus.IN_PROGRESS):
        return ""
    return time_in_words(((ended or now) - begun).total_seconds())


def _moved(row: dict[str, Any]) -> datetime:
    moved: datetime = row["outcome"]["at"] if row["outcome"] else row["updated_at"]
    return moved


def _end(row: dict[str, Any], now: datetime) -> datetime:
    ended: datetime | None = row["outcome"]["at"] if row["outcome"] else row["completed_at"]
    return ended or now
