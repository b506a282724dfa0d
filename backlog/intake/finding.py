"""What one analyser says about one piece of code."""

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How bad one finding is; the value is the impact score of a single one."""

    NONE = 1
    NOTE = 2
    LOW = 3
    WARNING = 4
    MEDIUM = 5
    ERROR = 6
    HIGH = 7
    CRITICAL = 9


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file: the path from the checkout's root with slashes, the line from 1."""

    path: str
    line: int | None = None
    message: str = ""

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an analyser checks for, in its own words; texts that it doesn't give are empty."""

    tool: str
    id: str
    name: str = ""
    summary: str = ""
    description: str = ""
    help: str = ""
    help_uri: str = ""
    tags: tuple[str, ...] = ()
    security_severity: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule; the first place says where it belongs, further ones are evidence."""

    rule: Rule
    severity: Severity
    message: str
    places: tuple[Place, ...]
    fingerprint: str
    fixable: bool = False

    @property
    def place(self) -> Place:
        """Where the finding belongs."""
        return self.places[0]
