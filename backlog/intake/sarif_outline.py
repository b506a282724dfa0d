"""First pass over a SARIF file: what its runs say about themselves, without their results."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ijson.common import ObjectBuilder

from backlog.intake.exceptions import NotSarif
from backlog.intake.json_values import as_object
from backlog.intake.reading import SkipReason
from backlog.intake.sarif_stream import Event

VERSION: Final = "2.1.0"

RESULT_PREFIX: Final = "runs.item.results.item"
"""Where the results of all runs are, in the parser's notation."""

LARGEST_DESCRIPTION: Final = 1_000_000
"""JSON values that describe rules, base addresses and artifacts; real files have thousands."""

LARGEST_RESULT: Final = 100_000
"""JSON values of one result; real ones have dozens."""

_TOOL: Final = "runs.item.tool"
_BASES: Final = "runs.item.originalUriBaseIds"
_ARTIFACT: Final = "runs.item.artifacts.item"
_ARTIFACT_LOCATION: Final = f"{_ARTIFACT}.location"
_KEPT: Final = frozenset({_TOOL, _BASES, _ARTIFACT_LOCATION})
_WITHOUT_DOTS: Final = frozenset({"", "runs.item"})
_NOT_A_VALUE: Final = frozenset({"map_key", "end_map", "end_array"})


@dataclass(slots=True)
class RunOutline:
    """One run: its tool, base addresses, artifacts' locations, and how many results it has."""

    tool: dict[str, Any] = field(default_factory=dict)
    bases: dict[str, Any] = field(default_factory=dict)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    results: int = 0

    def keep(self, prefix: str, value: dict[str, Any]) -> None:
        """Take in the object that was found at `prefix`."""
        if prefix == _TOOL:
            self.tool = value
        elif prefix == _BASES:
            self.bases = value
        elif self.artifacts:
            self.artifacts[-1] = value


@dataclass(slots=True)
class Outline:
    """All runs of a file in their order, and what was left aside already."""

    runs: list[RunOutline] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def outline_of(path: Path, events: Iterator[Event]) -> Outline:
    """Collect the outline from all events of the file; raises NotSarif."""
    collector = _Collector(path)
    for prefix, event, value in events:
        collector.take(prefix, event, value)
    return collector.finished()


class _Collector:
    """Builds the outline event by event."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._outline = Outline()
        self._version: object = None
        self._has_runs = False
        self._builder: ObjectBuilder | None = None
        self._building = ""
        self._kept_values = 0
        self._values_of_result = 0

    def take(self, prefix: str, event: str, value: object) -> None:
        if prefix.startswith(RESULT_PREFIX):
            self._take_result(prefix, event)
        elif self._builder is not None:
            self._build(self._builder, prefix, event, value)
        elif event == "map_key":
            self._check_key(prefix, str(value))
        elif event in _NOT_A_VALUE:
            return
        elif prefix in _KEPT and event == "start_map" and self._outline.runs:
            self._builder, self._building = ObjectBuilder(), prefix
            self._builder.event(event, value)
        else:
            self._take_outermost(prefix, event, value)

    def finished(self) -> Outline:
        if self._version != VERSION:
            found = "names no version" if self._version is None else f"is version {self._version}"
            raise self._error(f"it {found}; export the report as SARIF {VERSION}")
        if not self._has_runs:
            raise self._error("it has no “runs”; a SARIF file lists the analyser's runs there")
        empty = sum(run.results == 0 for run in self._outline.runs)
        self._outline.skipped[SkipReason.RUN_WITHOUT_RESULTS] += empty
        return self._outline

    def _take_result(self, prefix: str, event: str) -> None:
        self._values_of_result += 1
        if prefix == RESULT_PREFIX and event not in _NOT_A_VALUE:
            self._outline.runs[-1].results += 1
            self._values_of_result = 1
        if self._values_of_result > LARGEST_RESULT:
            raise self._error(f"one result holds more than {LARGEST_RESULT:,} values")

    def _check_key(self, prefix: str, key: str) -> None:
        """Refuse what the parser's prefixes, which dots divide, don't tell from nested values."""
        if prefix in _WITHOUT_DOTS and "." in key:
            place = "a run" if prefix else "the outermost object"
            raise self._error(f"{place} has a key with a dot; SARIF has none there")

    def _build(self, builder: ObjectBuilder, prefix: str, event: str, value: object) -> None:
        self._kept_values += 1
        if self._kept_values > LARGEST_DESCRIPTION:
            limit = f"{LARGEST_DESCRIPTION:,}"
            raise self._error(f"its rules and artifacts hold more than {limit} values")
        builder.event(event, value)
        if prefix == self._building and event == "end_map":
            self._outline.runs[-1].keep(prefix, as_object(builder.value))
            self._builder = None

    def _take_outermost(self, prefix: str, event: str, value: object) -> None:
        if prefix == "" and event != "start_map":
            raise self._error("its outermost value isn't an object with “version” and “runs”")
        if prefix == "version":
            self._version = value
        elif prefix == "runs":
            if event != "start_array":
                raise self._error("its “runs” isn't an array")
            self._has_runs = True
        elif prefix == "runs.item":
            self._start_run(event)
        elif prefix == _ARTIFACT and self._outline.runs:
            self._outline.runs[-1].artifacts.append({})

    def _start_run(self, event: str) -> None:
        if event == "start_map":
            self._outline.runs.append(RunOutline())
        else:
            self._outline.skipped[SkipReason.NOT_A_RUN] += 1

    def _error(self, problem: str) -> NotSarif:
        return NotSarif(self._path, problem)
