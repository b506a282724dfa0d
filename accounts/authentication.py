"""Signing in to the admin: by GitHub user name and password."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User


class GitHubUsernameBackend(ModelBackend):
    """Finds the one active user whose GitHub name and password both fit.

    A GitHub name isn't unique in the documented table: people rename their accounts, and a row may
    be older than the renaming. Two users whom the same name and password fit are both refused.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Give the user who may sign in, or None."""
        if not username or password is None:
            return None
        candidates = [user for user in User.objects.named(username) if user.has_usable_password()]
        if not candidates:
            # As slow as checking a password, so that the answer's time doesn't tell who exists.
            make_password(password)
        fitting = [user for user in candidates if user.check_password(password)]
        only = fitting[0] if len(fitting) == 1 else None
        return only if only is not None and self.user_can_authenticate(only) else None

    def get_user(self, user_id: UUID) -> User | None:
        """Give the active user of a session, or None."""
        user: User | None = User.objects.active().filter(pk=user_id).first()
        return user
