"""From a SARIF result to a finding (SARIF 2.1.0, 3.27)."""

from collections.abc import Mapping
from typing import Any, Final

from backlog.intake.checkout import Checkout
from backlog.intake.code_lines import CodeLines
from backlog.intake.finding import Finding, Place
from backlog.intake.fingerprints import of_finding
from backlog.intake.grades import severity_of
from backlog.intake.json_values import as_array, as_object, as_text
from backlog.intake.reading import SkipReason
from backlog.intake.sarif_outline import RunOutline
from backlog.intake.sarif_places import PathFinder, PlaceReader
from backlog.intake.sarif_rules import KnownRule, RuleBook

_FAILURE: Final = "fail"
_SKIPPED_KINDS: Final = {
    "pass": SkipReason.PASSED,
    "notApplicable": SkipReason.NOT_APPLICABLE,
    "open": SkipReason.OPEN,
    "informational": SkipReason.INFORMATIONAL,
    "review": SkipReason.TO_REVIEW,
}


class ResultReader:
    """Reads the results of one run."""

    def __init__(self, outline: RunOutline, checkout: Checkout, code: CodeLines) -> None:
        paths = PathFinder(checkout, bases=outline.bases, artifacts=outline.artifacts)
        self._rules = RuleBook(outline.tool)
        self._places = PlaceReader(paths)
        self._code = code

    def finding(self, result: object) -> Finding | SkipReason:
        """What `result` says, or why it isn't for a backlog."""
        if not isinstance(result, dict):
            return SkipReason.NOT_A_RESULT
        if reason := _settled(result):
            return reason
        known = self._rules.rule_of(result)
        if known is None:
            return SkipReason.NO_RULE
        places = self._places.places(result)
        return places if isinstance(places, SkipReason) else self._finding(result, known, places)

    def _finding(
        self,
        result: Mapping[str, Any],
        known: KnownRule,
        places: list[tuple[str, int | None]],
    ) -> Finding:
        message = self._rules.message(result, known)
        path, line = places[0]
        return Finding(
            rule=known.rule,
            severity=severity_of(known.rule, as_text(result.get("level")) or known.level),
            message=message,
            places=tuple(Place(path, line, message) for path, line in places),
            fingerprint=of_finding(
                known.rule,
                path=path,
                stated=_stated_fingerprints(result),
                code_line=_snippet(result) or self._code.line(path, line),
                message=message,
            ),
            fixable=bool(as_array(result.get("fixes"))),
        )


def _settled(result: Mapping[str, Any]) -> SkipReason | None:
    """Why there is nothing to decide about `result`; None when there is."""
    kind = result.get("kind", _FAILURE)
    if kind != _FAILURE:
        known = _SKIPPED_KINDS.get(kind) if isinstance(kind, str) else None
        return known or SkipReason.UNKNOWN_KIND
    if result.get("baselineState") == "absent":
        return SkipReason.ABSENT
    suppressions = as_array(result.get("suppressions"))
    if any(as_object(each).get("status") != "rejected" for each in suppressions):
        return SkipReason.SUPPRESSED
    return None


def _stated_fingerprints(result: Mapping[str, Any]) -> dict[str, Any]:
    """The tool's own: full fingerprints before partial ones."""
    return as_object(result.get("fingerprints")) or as_object(result.get("partialFingerprints"))


def _snippet(result: Mapping[str, Any]) -> str:
    """The code of the first location as the report quotes it, up to its first line's end."""
    location = next(map(as_object, as_array(result.get("locations"))), {})
    region = as_object(as_object(location.get("physicalLocation")).get("region"))
    return as_text(as_object(region.get("snippet")).get("text")).partition("\n")[0]
