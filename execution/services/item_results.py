"""How the items of a remote run ended: what a report adds, and what they say of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from execution.choices import ItemOutcome
from execution.exceptions import BadRows

type Results = list[dict[str, Any]]
"""What the column holds: a list with an object of item_id, status and error_message for each."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How one item ended, and what went wrong if something did."""

    item_id: UUID
    status: ItemOutcome
    error_message: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the object that the column holds."""
        return {
            "item_id": str(self.item_id),
            "status": self.status.value,
            "error_message": self.error_message,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items succeeded and how many failed."""

    succeeded: int
    failed: int


def merged(stored: Any, added: Sequence[ItemResult], item_ids: Sequence[UUID]) -> Results:
    """Give the stored results with these in the place of earlier ones of the same items.

    Entries of another form, which other writers made, stay as they are. Raises BadRows.
    """
    _require_items(added, item_ids)
    news = {str(result.item_id): result.as_json() for result in added}
    entries = list(stored) if isinstance(stored, list) else []
    kept = [entry for entry in entries if _item_of(entry) not in news]
    return [*kept, *news.values()]


def tally(stored: Any) -> Tally:
    """Count the results."""
    entries = stored if isinstance(stored, list) else []
    statuses = [entry.get("status") for entry in entries if isinstance(entry, Mapping)]
    return Tally(statuses.count(ItemOutcome.SUCCESS), statuses.count(ItemOutcome.FAILED))


def _item_of(entry: Any) -> Any:
    return entry.get("item_id") if isinstance(entry, Mapping) else None


def _require_items(added: Sequence[ItemResult], item_ids: Sequence[UUID]) -> None:
    """Raise BadRows for results of items that the run isn't about, and for second ones."""
    left = set(item_ids)
    wrong: dict[int, str] = {}
    for place, result in enumerate(added):
        if result.item_id in left:
            left.remove(result.item_id)
        else:
            wrong[place] = f"{result.item_id} isn't an item of this run, or stands here twice."
    if wrong:
        raise BadRows("item_results", wrong)
