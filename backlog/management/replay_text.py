"""What a replay found, in words for a terminal."""

from collections.abc import Iterator

from backlog.intake.wording import counted
from backlog.judging.replay import Counts, Flip, percent
from backlog.services.replaying import Replay


def text_of(found: Replay, *, limit: int) -> str:
    """Several lines: how many verdicts, precision and recall, and the first flips."""
    return "\n".join(_lines(found, limit))


def _lines(found: Replay, limit: int) -> Iterator[str]:
    yield f"{counted(found.verdicts, 'verdict')} replayed; people decided about {found.decided:,}"
    yield f"  precision {_change(found.before.precision, found.after.precision)}"
    yield f"  recall    {_change(found.before.recall, found.after.recall)}"
    yield f"  before: {_counts(found.before)}"
    yield f"  after:  {_counts(found.after)}"
    if found.unknown:
        yield f"  {found.unknown:,} made without a rule that would be asked: its answer isn't known"
    yield f"{counted(found.flips, 'verdict')} would flip{':' if found.flips else '.'}"
    yield from map(_flip, found.listed[:limit])
    hidden = found.flips - min(limit, len(found.listed))
    if hidden > 0:
        yield f"  and {hidden:,} more"


def _change(before: float | None, after: float | None) -> str:
    return f"{percent(before)} -> {percent(after)}"


def _counts(counts: Counts) -> str:
    return (
        f"{counts.rightly_filtered:,} rightly filtered, {counts.wrongly_filtered:,} wrongly, "
        f"{counts.missed:,} missed"
    )


def _flip(flip: Flip) -> str:
    would = "would be filtered by" if flip.would_filter else "would pass, filtered by"
    return f"  {flip.past.row_id} {would} {flip.code}; {flip.past.wish}: {flip.past.title}"
