import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake import scoring
from backlog.intake.finding import Severity
from backlog.intake.scoring import Extent, Remedy

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "reviewing.md"

severities = st.sampled_from(Severity)
remedies = st.sampled_from(Remedy)
numbers = st.integers(min_value=1, max_value=100_000)


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    files = draw(numbers)
    return Extent(
        severity=draw(severities),
        places=files + draw(st.integers(min_value=0, max_value=100_000)),
        files=files,
        remedy=draw(remedies),
        security=draw(st.booleans()),
    )


@given(extents())
def test_scores_stay_in_their_ranges(extent: Extent) -> None:
    assert 1 <= scoring.impact_score(extent) <= 10
    assert 1 <= scoring.effort_score(extent) <= 10
    assert 1 <= scoring.complexity(extent) <= 5


@given(extents(), severities)
def test_impact_rises_with_severity(extent: Extent, other: Severity) -> None:
    low, high = sorted([extent.severity, other])

    def impact(severity: Severity) -> int:
        return scoring.impact_score(
            Extent(severity, extent.places, extent.files, extent.remedy, extent.security)
        )

    assert impact(low) <= impact(high)


@given(extents(), numbers, numbers)
def test_scores_rise_with_spread(extent: Extent, places: int, files: int) -> None:
    wider = Extent(
        extent.severity,
        extent.places + places,
        extent.files + files,
        extent.remedy,
        extent.security,
    )

    assert scoring.impact_score(extent) <= scoring.impact_score(wider)
    assert scoring.effort_score(extent) <= scoring.effort_score(wider)
    assert scoring.complexity(extent) <= scoring.complexity(wider)


@given(extents())
def test_automatic_remedy_is_never_more_work(extent: Extent) -> None:
    def effort(remedy: Remedy) -> int:
        return scoring.effort_score(Extent(extent.severity, extent.places, extent.files, remedy))

    assert effort(Remedy.AUTOMATIC) <= effort(Remedy.EDIT) <= effort(Remedy.REDESIGN)


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (0.0, Severity.LOW),
        (3.9, Severity.LOW),
        (4.0, Severity.MEDIUM),
        (6.9, Severity.MEDIUM),
        (7.0, Severity.HIGH),
        (8.9, Severity.HIGH),
        (9.0, Severity.CRITICAL),
        (10.0, Severity.CRITICAL),
    ],
)
def test_severity_of_a_security_score(score: float, severity: Severity) -> None:
    assert scoring.severity_of_score(score) is severity


@pytest.mark.parametrize(
    ("extent", "scores"),
    [
        (Extent(Severity.NOTE, 1, 1), (2, 1, 1)),
        (Extent(Severity.NOTE, 14, 5, Remedy.AUTOMATIC), (3, 2, 3)),
        (Extent(Severity.WARNING, 5, 1), (5, 3, 1)),
        (Extent(Severity.ERROR, 25, 10, security=True), (9, 7, 4)),
        (Extent(Severity.CRITICAL, 200, 60, security=True), (10, 10, 5)),
        (Extent(Severity.WARNING, 1, 1, Remedy.REDESIGN), (4, 4, 2)),
    ],
)
def test_scores_of_examples(extent: Extent, scores: tuple[int, int, int]) -> None:
    assert scores == (
        scoring.impact_score(extent),
        scoring.effort_score(extent),
        scoring.complexity(extent),
    )


def _rows(*cells: str) -> list[str]:
    """The last cells of the document's table rows that begin with `cells`."""
    start = re.escape("| " + " | ".join(cells) + " | ")
    return re.findall(rf"^{start}(.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    ("score", "by", "sign", "steps"),
    [
        ("impact", "places", "+", scoring.IMPACT_BY_PLACES),
        ("impact", "files", "+", scoring.IMPACT_BY_FILES),
        ("effort", "places", "", scoring.EFFORT_BY_PLACES),
        ("effort", "files", "+", scoring.EFFORT_BY_FILES),
        ("complexity", "files", "", scoring.COMPLEXITY_BY_FILES),
    ],
)
def test_document_states_the_steps(score: str, by: str, sign: str, steps: scoring.Steps) -> None:
    stated = ", ".join(f"{start}: {sign}{points}" for start, points in steps)

    assert _rows(score, by) == [stated]


@pytest.mark.parametrize("level", scoring.LEVELS)
def test_document_states_the_levels(level: str) -> None:
    assert _rows(f"level {level}") == [str(int(scoring.LEVELS[level]))]


@pytest.mark.parametrize(("start", "severity"), scoring.SECURITY_SEVERITIES)
def test_document_states_the_security_severities(start: float, severity: Severity) -> None:
    assert _rows(f"`security-severity` from {start:g}") == [str(int(severity))]
