"""What a review brought, in words for a terminal."""

from collections.abc import Iterator
from typing import Final

from backlog.assistants.asking import Usage
from backlog.intake.wording import counted
from backlog.services.reviews import ReviewOutcome

NEXT_STEP: Final = "/admin/backlog/backlogitem/?status__exact=new"
"""Path of the page where a curator decides about new items."""


def summary_of(outcome: ReviewOutcome) -> str:
    """Several lines: what was read, what became of it, what was left aside, what comes next."""
    return "\n".join(_lines(outcome))


def _lines(outcome: ReviewOutcome) -> Iterator[str]:
    repository = outcome.run.repository
    yield f"Reviewed {repository.github_full_name if repository else 'a repository'}"
    yield from (f"  {remark}" for remark in outcome.remarks)
    yield f"  {counted(outcome.findings, 'finding')} read"
    yield from (f"  {number:,} {text}" for number, text in _fates(outcome) if number)
    for reason, number in sorted(outcome.skipped.items(), key=lambda each: (-each[1], each[0])):
        yield f"  {number:,} skipped: {reason}"
    if outcome.usage is not None:
        yield f"  {usage_text(outcome.usage)}"
    if outcome.suggestions.added:
        yield f"Decide about them in the admin: {NEXT_STEP}"


def usage_text(usage: Usage) -> str:
    """Tell what an assistant used: tokens where it counts them, and dollars where it tells them."""
    tokens = f"{usage.tokens:,} tokens" if usage.tokens else "tokens not told"
    cost = f"${usage.cost:.2f}" if usage.cost is not None else "cost not told"
    return f"used: {tokens}, {cost}"


def _fates(outcome: ReviewOutcome) -> list[tuple[int, str]]:
    suggestions = outcome.suggestions
    return [
        (suggestions.added, "added to the backlog"),
        (suggestions.repeated, "repeated: on the backlog already, or twice in this review"),
        (suggestions.reopened, "reopened: they were closed, and are there again"),
        (suggestions.filtered, "filtered"),
        (suggestions.held_back, f"held back by the limit of mode {outcome.run.mode}"),
        (suggestions.outside_area, "outside of the mode's area"),
    ]
