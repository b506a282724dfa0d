"""Who does something, and through what: what every change is recorded with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.choices import ADMINISTER, DECIDE, Channel

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import APIKey, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a curator in the admin, an agent by its key, an operator by a command."""

    channel: Channel
    user: User | None = None
    api_key_id: UUID | None = None

    @classmethod
    def curator(cls, user: User, channel: Channel = Channel.ADMIN) -> Actor:
        """A person who is signed in."""
        return cls(channel, user)

    @classmethod
    def agent(cls, api_key: APIKey) -> Actor:
        """A program that shows an API key."""
        return cls(Channel.API, api_key.user, api_key.pk)

    @classmethod
    def operator(cls, user: User | None = None) -> Actor:
        """Whoever runs commands on the machine."""
        return cls(Channel.COMMAND, user)

    @property
    def may_decide(self) -> bool:
        """Whether the actor is a curator: an operator is trusted, a key never is."""
        return self._may(DECIDE)

    @property
    def may_administer(self) -> bool:
        """Whether the actor is an administrator: an operator is trusted, a key never is."""
        return self._may(ADMINISTER)

    def may_remove_what_belongs_to(self, user_id: UUID) -> bool:
        """Whether the actor may take something from a user: its own, or as an administrator."""
        if self.user is None:
            return self.channel is Channel.COMMAND
        if self.user.pk == user_id:
            return True
        return self.api_key_id is None and self.user.has_perm(ADMINISTER)

    def _may(self, permission: str) -> bool:
        if self.api_key_id is not None:
            return False
        if self.channel is Channel.COMMAND:
            return True
        return self.user is not None and self.user.has_perm(permission)
