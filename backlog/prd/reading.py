"""Going through the outline of a requirements document: what it says, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from backlog.prd.criteria import criteria_in
from backlog.prd.document import Criterion, Problem, Section, Wave
from backlog.prd.outline import Outline, Part, PartKind, title_in
from backlog.prd.waves import WaveReader


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a document, and all that is wrong with it, by line."""

    title: str
    texts: Mapping[Section, str]
    criteria: tuple[Criterion, ...]
    waves: tuple[Wave, ...]
    problems: tuple[Problem, ...]

    @property
    def tasks(self) -> int:
        """How many tasks all waves have."""
        return sum(len(wave.tasks) for wave in self.waves)

    @property
    def criteria_met(self) -> int:
        """How many success criteria are ticked."""
        return sum(criterion.is_met for criterion in self.criteria)


class Reader:
    """Reads an outline part by part; what isn't as it should be is left out and named."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._problems: list[Problem] = []
        self._title = ""
        self._sections: dict[Section, Part] = {}
        self._texts: dict[Section, list[str]] = {}
        self._criteria: list[Criterion | Problem] = []
        self._waves = WaveReader(outline.lines, self._complain)

    def reading(self) -> Reading:
        """Read it all."""
        for part in self._outline.parts:
            self._read(part)
        self._require_title()
        self._require_order()
        self._require_sections()
        self._require_waves()
        criteria = tuple(each for each in self._criteria if isinstance(each, Criterion))
        wrong = [each for each in self._criteria if isinstance(each, Problem)]
        return Reading(
            title=self._title,
            texts={name: "\n\n".join(filter(None, found)) for name, found in self._texts.items()},
            criteria=criteria,
            waves=tuple(self._waves.waves),
            problems=tuple(sorted([*self._problems, *wrong], key=lambda each: each.line)),
        )

    def _read(self, part: Part) -> None:
        match part.kind:
            case PartKind.TITLE:
                self._read_title(part)
            case PartKind.WAVE:
                self._waves.read(part)
            case PartKind.SECTION | PartKind.TEXT if part.section:
                self._read_section(part.section, part)

    def _read_title(self, part: Part) -> None:
        title = title_in(part.heading)
        if self._title:
            self._complain(part.line, f"“{part.heading}” is a second title: leave one")
        elif not title:
            self._complain(part.line, f"“# {part.heading}” should be “# PRD: title”")
        self._title = self._title or title

    def _read_section(self, section: Section, part: Part) -> None:
        first = self._sections.setdefault(section, part)
        if part is not first and part.kind is PartKind.SECTION:
            problem = f"“{section}” is there twice, first on line {first.line}: leave one"
            self._complain(part.line, problem)
            return
        self._texts.setdefault(section, []).append(self._outline.text_of(part))
        if section is Section.SUCCESS_CRITERIA:
            self._criteria += criteria_in(part.blocks)

    def _require_title(self) -> None:
        if all(part.kind is not PartKind.TITLE for part in self._outline.parts):
            self._complain(1, "the title is missing: begin with “# PRD: title”")

    def _require_order(self) -> None:
        latest = Section.PROBLEM_STATEMENT
        for section, part in self._sections.items():
            if section.place < latest.place:
                self._complain(part.line, f"“{section}” should come before “{latest}”")
            latest = max(section, latest, key=lambda each: each.place)

    def _require_sections(self) -> None:
        for section in Section:
            part = self._sections.get(section)
            if part is None:
                self._complain(self._place_for(section), f"“## {section}” is missing")
            elif section is Section.SUCCESS_CRITERIA and not self._criteria:
                self._complain(part.line, f"“{section}” has no criterion: add “- [ ] …”")
            elif not any(self._texts[section]) and not self._has_waves_in(section):
                self._complain(part.line, f"“{section}” is empty")

    def _require_waves(self) -> None:
        if not any(part.kind is PartKind.WAVE for part in self._outline.parts):
            approach = self._sections.get(Section.TECHNICAL_APPROACH)
            line = approach.line if approach else len(self._outline.lines)
            self._complain(line, "there is no wave: add “### Wave 1: name” with its tasks")

    def _has_waves_in(self, section: Section) -> bool:
        """Tell whether a technical approach without a text has waves; others need a text."""
        return section is Section.TECHNICAL_APPROACH and any(
            part.kind is PartKind.WAVE and part.section is section for part in self._outline.parts
        )

    def _place_for(self, section: Section) -> int:
        """Give the line of the first heading that should follow the section, or the last line."""
        following = (
            part.line for name, part in self._sections.items() if name.place > section.place
        )
        return next(following, len(self._outline.lines))

    def _complain(self, line: int, problem: str) -> None:
        self._problems.append(Problem(line, problem))
