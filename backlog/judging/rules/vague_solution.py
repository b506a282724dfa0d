"""A solution that doesn't say where."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.intake.wording import one_line, shortened
from backlog.judging.context import Context
from backlog.judging.identifiers import has_names
from backlog.judging.named_files import files_named_in
from backlog.judging.rule import Match, Rule


def look(context: Context) -> Match | None:
    """Object to a solution that names no file, function, class or identifier."""
    solution = context.suggestion.solution
    if has_names(solution) or files_named_in(solution):
        return None
    return Match(evidence=f"The solution: {shortened(one_line(solution), 200)}")


RULE = Rule(
    code="vague_solution",
    tier=FilterTier.IMPACT,
    confidence=Decimal("0.80"),
    sentence="The solution names no file, function, class or identifier.",
    look=look,
)
