"""Making and finding users."""

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.exceptions import AmbiguousUser, UserExists, UserNotFound
from accounts.models import User
from accounts.services.roles import set_role

LOCAL_GITHUB_ID_PREFIX: Final = "local:"
"""What stands for the GitHub id of a user who was made here, not read from GitHub."""


def create_curator(*, github_username: str, password: str) -> User:
    """Make a user who may sign in, decide and administer; raises UserExists."""
    user = User(github_username=github_username)
    user.set_password(password)
    return add_user(user=user, role=Role.ADMINISTRATOR)


@transaction.atomic
def add_user(*, user: User, role: Role | None = None) -> User:
    """Store a user who isn't known from GitHub yet, with a role.

    Raises UserExists when another user has the name, or was made here under it before.
    """
    refuse_taken_name(user.github_username)
    user.github_id = f"{LOCAL_GITHUB_ID_PREFIX}{user.github_username.lower()}"
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise UserExists(user.github_username) from error
    return user if role is None else set_role(user=user, role=role)


def refuse_taken_name(github_username: str, *, user_id: UUID | None = None) -> None:
    """Raise UserExists when another user than `user_id` has the name."""
    if User.objects.named(github_username).exclude(pk=user_id).exists():
        raise UserExists(github_username)


def find_user(github_username: str) -> User:
    """Give the user of this GitHub name, of several the one whose name is spelt exactly so.

    Raises UserNotFound or AmbiguousUser.
    """
    found: list[User] = list(User.objects.named(github_username))
    if not found:
        raise UserNotFound(github_username)
    exact = [user for user in found if user.github_username == github_username]
    fitting = exact or found
    if len(fitting) > 1:
        raise AmbiguousUser(github_username)
    return fitting[0]
