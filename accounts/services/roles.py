"""Giving people roles, and never leaving Mason without an administrator."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.choices import Role
from accounts.exceptions import LastAdministrator
from accounts.models import User


@transaction.atomic
def set_role(*, user: User, role: Role | None) -> User:
    """Make this the user's only role, None for none at all; other groups stay.

    Raises LastAdministrator when nobody else could administer afterwards.
    """
    locked = lock_user(user)
    if role is not Role.ADMINISTRATOR:
        require_another_administrator(locked)
    locked.is_staff, locked.is_superuser = role is not None, False
    locked.save(update_fields=["is_staff", "is_superuser"])
    locked.groups.remove(*Group.objects.filter(name__in=Role.values))
    if role is not None:
        locked.groups.add(Group.objects.get(name=role.value))
    return locked


def lock_user(user: User) -> User:
    """Give the user's row, locked; the administrators' group first, so that changes queue up."""
    Group.objects.select_for_update(of=("self",)).get(name=Role.ADMINISTRATOR.value)
    locked: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return locked


def require_another_administrator(user: User) -> None:
    """Raise LastAdministrator when this user is the only active one; `lock_user` comes first."""
    administrators = User.objects.administrators()
    is_one = administrators.filter(pk=user.pk).exists()
    if is_one and not administrators.exclude(pk=user.pk).exists():
        raise LastAdministrator(user.github_username)
