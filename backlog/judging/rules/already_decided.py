"""A suggestion that a person rejected isn't proposed again, until its file changes."""

from decimal import Decimal

from backlog.choices import FilterTier, ItemStatus
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule


def look(context: Context) -> Match | None:
    """Object to what has the fingerprint of a rejected item whose files are as they were."""
    item = context.predecessor.item
    if item is None or context.predecessor.status is not ItemStatus.REJECTED:
        return None
    if changed_file(context) is not None:
        return None
    because = context.predecessor.decided_because
    told = f" (rejected because: {because})" if because else ""
    return Match(evidence=f"Rejected item {item.pk}: {item.title}{told}", repeats=item.pk)


def changed_file(context: Context) -> str | None:
    """Give the first file that is another than when the predecessor was last seen.

    None when none is, and also when nobody can tell.
    """
    before, tree = context.predecessor.file_digests, context.tree
    if not before or tree is None:
        return None
    now = tree.digests(before)
    return next((path for path in before if now.get(path) != before[path]), None)


RULE = Rule(
    code="already_decided",
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.95"),
    sentence="The same suggestion was rejected, and its code is unchanged.",
    look=look,
)
