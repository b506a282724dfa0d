"""Where somebody is in the new items: the key of the last item that they were given."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from django.db.models import Q

from backlog.models import BacklogItem

_TEXT: Final = re.compile(r"(-?\d{1,3}|none)~([0-9T:.+-]{1,40})~([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Place:
    """What an item is ordered by: `priority` is None without scores, `created_at` has a zone."""

    priority: int | None
    created_at: datetime
    item_id: UUID

    @classmethod
    def of(cls, item: BacklogItem) -> Self:
        """Give the place of an item."""
        return cls(item.priority_score, item.created_at, item.pk)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str()` wrote; raises ValueError for anything else."""
        parts = _TEXT.fullmatch(text)
        if parts is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(parts[2])
        if moment.tzinfo is None:
            raise ValueError(text)
        priority = None if parts[1] == "none" else int(parts[1])
        return cls(priority, moment, UUID(parts[3]))

    def __str__(self) -> str:
        priority = "none" if self.priority is None else self.priority
        return f"{priority}~{self.created_at.isoformat()}~{self.item_id}"

    def followers(self) -> Q:
        """Give the condition of coming after this place in BY_PRIORITY."""
        later = Q(created_at__gt=self.created_at) | Q(
            created_at=self.created_at, pk__gt=self.item_id
        )
        if self.priority is None:
            return Q(priority_score=None) & later
        lower = Q(priority_score__lt=self.priority) | Q(priority_score=None)
        return lower | (Q(priority_score=self.priority) & later)
