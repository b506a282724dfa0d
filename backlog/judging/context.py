"""What a rule may look at."""

from dataclasses import dataclass, field
from datetime import datetime

from backlog.choices import ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.judging.decay import Restores
from backlog.models import BacklogItem, FilteredItem


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The rows that already stand for a suggestion's fingerprints."""

    item: BacklogItem | None = None
    filtered_item: FilteredItem | None = None
    decided_at: datetime | None = None
    """When the item got its present status; None when it never changed."""

    @property
    def status(self) -> ItemStatus | None:
        """The item's status; None without an item."""
        return None if self.item is None else ItemStatus(self.item.status)


@dataclass(frozen=True, slots=True)
class Context:
    """The suggestion, the moment, what the backlog holds of it, and what was restored before."""

    suggestion: Suggestion
    now: datetime
    predecessor: Predecessor
    restores: Restores = field(default_factory=dict)
