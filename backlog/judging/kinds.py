"""Rules about suggestions whose files are all of one kind."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.named_files import FileKind, kind_of
from backlog.judging.rule import Match, Rule

CONFIDENCE: Final = Decimal("0.95")


def only_rule(code: str, kind: FileKind, sentence: str) -> Rule:
    """Make the rule that objects to a suggestion which names files of this kind alone."""

    def look(context: Context) -> Match | None:
        kinds = {kind_of(path) for path in context.files}
        return Match(evidence=evidence_of(context.files)) if kinds == {kind} else None

    return Rule(
        code=code,
        tier=FilterTier.PATTERN,
        confidence=CONFIDENCE,
        sentence=sentence,
        look=look,
    )


def evidence_of(files: tuple[str, ...], shown: int = 5) -> str:
    """Name the first files, and how many more there are."""
    more = len(files) - shown
    named = ", ".join(files[:shown])
    return f"Files: {named} and {more:,} more" if more > 0 else f"Files: {named}"
