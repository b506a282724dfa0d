"""What a source proposes, in the shape that services store."""

from dataclasses import dataclass

from backlog.choices import Area, BenefitCategory, ItemType


@dataclass(frozen=True, slots=True)
class Benefit:
    """What somebody gains when the suggestion is carried out; `icon` names a symbol."""

    category: BenefitCategory
    icon: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposal. `known_as` is the id of the backlog row that already holds its fingerprints.

    `files` are the paths that it is about, without lines; `rule` is the analyser and its rule, as
    in "ruff S101", empty for what was written down.
    """

    title: str
    problem: str
    solution: str
    area: Area
    type: ItemType
    complexity: int
    impact_score: int
    effort_score: int
    benefits: tuple[Benefit, ...]
    fingerprints: tuple[str, ...]
    known_as: str | None = None
    files: tuple[str, ...] = ()
    rule: str = ""

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self.title}\n{self.problem}\n{self.solution}"

    @property
    def priority_score(self) -> int:
        """The same score that the database computes for an item."""
        return 2 * self.impact_score - self.effort_score
