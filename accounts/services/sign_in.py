"""Letting people in whom GitHub identified."""

from django.conf import settings
from django.db import transaction

from accounts.choices import Role
from accounts.exceptions import NotInvited, SignedOff
from accounts.github import Identity
from accounts.models import User
from accounts.services.roles import lock_user, set_role


@transaction.atomic
def admit(*, identity: Identity) -> User:
    """Give the user of a GitHub account on GITHUB_CURATORS, made or brought up to date.

    Whoever has no role becomes a curator; a role that is there stays.
    Raises NotInvited or SignedOff, and then writes nothing.
    """
    _require_invitation(identity)
    user = lock_user(_found_or_made(identity))
    if not user.is_active:
        raise SignedOff(identity.username)
    if not user.is_staff:
        user = set_role(user=user, role=user.role or Role.CURATOR)
    return _refreshed(user, identity)


def _found_or_made(identity: Identity) -> User:
    user: User
    # Two answers of GitHub about the same new person may come at once.
    user, _ = User.objects.get_or_create(github_id=identity.github_id, defaults=_columns(identity))
    return user


def _require_invitation(identity: Identity) -> None:
    """Raise NotInvited for a name that isn't on the list; GitHub doesn't tell upper from lower."""
    invited = {name.casefold() for name in settings.GITHUB_CURATORS}
    if identity.username.casefold() not in invited:
        raise NotInvited(identity.username)


def _refreshed(user: User, identity: Identity) -> User:
    changes = {
        name: value for name, value in _columns(identity).items() if getattr(user, name) != value
    }
    for name, value in changes.items():
        setattr(user, name, value)
    if changes:
        user.save(update_fields=list(changes))
    return user


def _columns(identity: Identity) -> dict[str, str]:
    """Give what is known; an email that GitHub doesn't show leaves the one that is stored."""
    columns = {
        "github_username": identity.username,
        "github_email": identity.email,
        "github_avatar_url": identity.avatar_url,
    }
    return {name: value for name, value in columns.items() if value is not None}
