"""Gathers findings into groups, one for each rule, directory and holder."""

from dataclasses import dataclass, field
from typing import Final

from backlog.intake.exceptions import TooManyGroups
from backlog.intake.finding import Finding, Place, Rule, Severity
from backlog.intake.reading import HolderOf

DEEPEST_DIRECTORY: Final = 4
"""Parts of a directory's path; what lies deeper counts for its ancestor of that depth."""

EXAMPLES: Final = 20
"""Places that are kept to be listed as evidence."""

MOST_GROUPS: Final = 50_000
"""Groups of one reading; reports of large code bases have a few thousand."""


@dataclass(slots=True)
class Group:
    """Findings of one rule in one directory that one row, or none, already holds."""

    rule: Rule
    directory: str
    holder: str | None
    severity: Severity
    findings: int = 0
    places: int = 0
    fixable: int = 0
    files: dict[str, int] = field(default_factory=dict)
    examples: list[Place] = field(default_factory=list)
    fingerprints: dict[str, None] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count `finding` in, keeping its places only as long as they are few."""
        self.findings += 1
        self.places += len(finding.places)
        self.fixable += finding.fixable
        self.severity = max(self.severity, finding.severity)
        self.fingerprints[finding.fingerprint] = None
        for place in finding.places:
            self.files[place.path] = self.files.get(place.path, 0) + 1
            if len(self.examples) < EXAMPLES and place not in self.examples:
                self.examples.append(place)


class Grouping:
    """Takes findings one by one and keeps only their groups."""

    def __init__(self, holder_of: HolderOf) -> None:
        self._holder_of = holder_of
        self._groups: dict[tuple[str, str, str, str | None], Group] = {}
        self.findings = 0

    def add(self, finding: Finding) -> None:
        """Count `finding` into its group; raises TooManyGroups."""
        self.findings += 1
        rule, directory = finding.rule, directory_of(finding.place.path)
        holder = self._holder_of(finding.fingerprint)
        key = (rule.tool, rule.id, directory, holder)
        if key not in self._groups:
            if len(self._groups) == MOST_GROUPS:
                raise TooManyGroups(MOST_GROUPS)
            self._groups[key] = Group(rule, directory, holder, finding.severity)
        self._groups[key].add(finding)

    def groups(self) -> list[Group]:
        """All groups in the order of their first findings."""
        return list(self._groups.values())


def directory_of(path: str) -> str:
    """The directory that a file counts for; empty for the checkout's root."""
    return "/".join(path.split("/")[:-1][:DEEPEST_DIRECTORY])
