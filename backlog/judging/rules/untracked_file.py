"""A file that is said to be exposed, but that git doesn't track."""

from decimal import Decimal

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule
from backlog.judging.secrets import is_about_exposure


def look(context: Context) -> Match | None:
    """Object when none of the files named is tracked; silent without git."""
    suggestion, tree = context.suggestion, context.tree
    if tree is None or not context.files:
        return None
    if not is_about_exposure(f"{suggestion.title}\n{suggestion.problem}"):
        return None
    tracked = [tree.tracks(path) for path in context.files]
    if None in tracked or any(tracked):
        return None
    return Match(evidence=f"Not tracked by git: {', '.join(context.files[:5])}")


RULE = Rule(
    code="untracked_file",
    tier=FilterTier.PATTERN,
    confidence=Decimal("0.98"),
    sentence="The file that is said to be exposed isn't tracked by git.",
    look=look,
    needs_checkout=True,
)
