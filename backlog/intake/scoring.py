"""The scoring table of docs/reviewing.md and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backlog.choices import COMPLEXITY_RANGE, SCORE_RANGE
from backlog.intake.finding import Severity

type Steps = Sequence[tuple[float, int]]
"""Thresholds in rising order, each with what holds from there on."""

SECURITY_SEVERITIES: Final = (
    (0.0, Severity.LOW),
    (4.0, Severity.MEDIUM),
    (7.0, Severity.HIGH),
    (9.0, Severity.CRITICAL),
)
"""From this `security-severity` (CVSS, 0 to 10) on, a finding is this severe."""

LEVELS: Final = {
    "none": Severity.NONE,
    "note": Severity.NOTE,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
}
"""How severe a finding of each SARIF level is."""

IMPACT_BY_PLACES: Final[Steps] = ((1, 0), (5, 1), (25, 2))
IMPACT_BY_FILES: Final[Steps] = ((1, 0), (3, 1), (10, 2))
IMPACT_OF_SECURITY: Final = 1
EFFORT_BY_PLACES: Final[Steps] = ((1, 1), (2, 2), (5, 3), (10, 4), (20, 6), (40, 7), (80, 8))
EFFORT_BY_FILES: Final[Steps] = ((1, 0), (10, 1), (30, 2))
EFFORT_OF_REDESIGN: Final = 3
COMPLEXITY_BY_FILES: Final[Steps] = ((1, 1), (2, 2), (4, 3), (10, 4), (30, 5))
COMPLEXITY_OF_REDESIGN: Final = 1


class Remedy(StrEnum):
    """What it takes to mend one place."""

    AUTOMATIC = "automatic"
    EDIT = "edit"
    REDESIGN = "redesign"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a problem spreads and how it is mended."""

    severity: Severity
    places: int
    files: int
    remedy: Remedy = Remedy.EDIT
    security: bool = False


def severity_of_score(score: float) -> Severity:
    """How severe a finding with this `security-severity` is."""
    return max(level for start, level in SECURITY_SEVERITIES if score >= start)


def impact_score(extent: Extent) -> int:
    """Severity, raised by the wider of the two spreads and by one for a security rule."""
    spread = max(
        _step(IMPACT_BY_PLACES, extent.places),
        _step(IMPACT_BY_FILES, extent.files),
    )
    return _within(extent.severity + spread + IMPACT_OF_SECURITY * extent.security, SCORE_RANGE)


def effort_score(extent: Extent) -> int:
    """Work by places and files; half of it (rounded up) when the analyser mends every place."""
    effort = _step(EFFORT_BY_PLACES, extent.places) + _step(EFFORT_BY_FILES, extent.files)
    if extent.remedy is Remedy.AUTOMATIC:
        effort = (effort + 1) // 2
    if extent.remedy is Remedy.REDESIGN:
        effort += EFFORT_OF_REDESIGN
    return _within(effort, SCORE_RANGE)


def complexity(extent: Extent) -> int:
    """How many files have to be understood, one more when code has to be reshaped."""
    redesign = COMPLEXITY_OF_REDESIGN * (extent.remedy is Remedy.REDESIGN)
    return _within(_step(COMPLEXITY_BY_FILES, extent.files) + redesign, COMPLEXITY_RANGE)


def _step(steps: Steps, value: float) -> int:
    return max(points for start, points in steps if value >= start)


def _within(value: int, bounds: tuple[int, int]) -> int:
    lowest, highest = bounds
    return min(max(value, lowest), highest)
