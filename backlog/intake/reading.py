"""What a source gives back, and what a source is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from backlog.assistants.asking import Usage
from backlog.intake.progress import Progress
from backlog.intake.suggestion import Suggestion

type HolderOf = Callable[[str], str | None]
"""Gives the id of the backlog row that holds a fingerprint already, None when none does."""


class SkipReason(StrEnum):
    """Why a part of a file was counted and left aside; the value is shown to people."""

    RUN_WITHOUT_RESULTS = "run without results"
    NOT_A_RUN = "run that isn't an object"
    NOT_A_RESULT = "result that isn't an object"
    SUPPRESSED = "suppressed in the analyser's report"
    ABSENT = "no longer there (baseline state absent)"
    PASSED = "check passed (kind pass)"
    NOT_APPLICABLE = "rule doesn't apply (kind notApplicable)"
    OPEN = "not decided by the analyser (kind open)"
    INFORMATIONAL = "information only (kind informational)"
    TO_REVIEW = "asks for a person's review (kind review)"
    UNKNOWN_KIND = "result of an unknown kind"
    NO_RULE = "names no rule"
    NO_LOCATION = "has no location"
    LOGICAL_LOCATION = "names no file, only a logical location"
    NO_FILE = "location names no file"
    NOT_A_FILE_ADDRESS = "location is an address that isn't a file"
    OUTSIDE = "file lies outside of the checkout"


@dataclass(slots=True)
class Reading:
    """Suggestions, how many findings they are made of, and what was left aside by reason."""

    suggestions: list[Suggestion] = field(default_factory=list)
    findings: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    usage: Usage | None = None
    """What an assistant used for it."""


class Source(Protocol):
    """Something that suggestions can be read from."""

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Read everything; raises IntakeError when nothing sensible can be read."""
        ...
