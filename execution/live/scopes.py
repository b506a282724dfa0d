"""What a listener is told of: what it may see, and what it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """What a listener's scope and its rows need of a backlog item."""

    id: UUID
    title: str
    status: str
    repository_id: UUID | None
    repository: str | None
    """Owner and name."""
    owner_id: UUID | None
    """The user of its repository; without one, the item's own."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items a listener is told of; each field narrows it, None doesn't."""

    user_id: UUID | None = None
    """Only what belongs to this user."""
    item_id: UUID | None = None
    repository_id: UUID | None = None

    @classmethod
    def of(
        cls, actor: Actor, *, item_id: UUID | None = None, repository_id: UUID | None = None
    ) -> Scope:
        """Give what `BacklogItem.objects.visible_to` keeps for the actor, of what it asks for."""
        if actor.api_key_id is None or actor.user is None:
            return cls(None, item_id, repository_id)
        return cls(actor.user.pk, item_id, repository_id)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Scope()

    def includes(self, item: Item | None) -> bool:
        """Tell whether the item is one of them; None is what belongs to no item."""
        if item is None:
            return self.is_everything
        return (
            self.item_id in (None, item.id)
            and self.repository_id in (None, item.repository_id)
            and self.user_id in (None, item.owner_id)
        )
