import pytest
from django.contrib.auth.models import Group

from accounts.choices import DECIDE, Role
from accounts.exceptions import LastAdministrator
from accounts.models import User
from accounts.services.editing import edit_user
from accounts.services.roles import set_role
from tests.concurrency import at_once
from tests.factories import make_administrator, make_curator, make_user, make_viewer

pytestmark = pytest.mark.django_db

RACES = 10


def fresh(user: User) -> User:
    found: User = User.objects.get(pk=user.pk)
    return found


@pytest.mark.parametrize("role", list(Role))
def test_a_role_lets_its_user_sign_in_and_is_the_only_one(role):
    user = make_curator()

    set_role(user=user, role=role)

    assert (fresh(user).is_staff, [group.name for group in user.groups.all()]) == (True, [role])


def test_without_a_role_nobody_signs_in():
    user = make_curator()

    set_role(user=user, role=None)

    assert (fresh(user).is_staff, fresh(user).role, fresh(user).has_perm(DECIDE)) == (
        False,
        None,
        False,
    )


def test_what_each_role_may():
    wanted = {
        make_user: (False, False, False),
        make_viewer: (True, False, False),
        make_curator: (True, True, False),
        make_administrator: (True, True, True),
    }
    permissions = ("backlog.view_backlogitem", DECIDE, "accounts.change_user")

    found = {make: tuple(make().has_perm(name) for name in permissions) for make in wanted}

    assert found == wanted


def test_a_superuser_who_gets_a_role_has_its_rights_alone():
    make_administrator()
    user = make_user(is_superuser=True)

    set_role(user=user, role=Role.VIEWER)

    assert (fresh(user).role, fresh(user).has_perm(DECIDE)) == (Role.VIEWER, False)


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.CURATOR])
def test_the_last_administrator_keeps_the_role(role):
    user = make_administrator()
    make_administrator(is_active=False)

    with pytest.raises(LastAdministrator):
        set_role(user=user, role=role)

    assert fresh(user).role is Role.ADMINISTRATOR


def test_the_last_administrator_stays_active():
    user = make_administrator()

    with pytest.raises(LastAdministrator):
        edit_user(user_id=user.pk, changes={"is_active": False})

    assert fresh(user).is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_leave_one():
    for _ in range(RACES):
        pair = [make_administrator(), make_administrator()]

        outcomes = at_once([lambda user=user: demoted(user) for user in pair])

        assert sorted(outcomes) == [False, True]
        User.objects.all().delete()


def demoted(user: User) -> bool:
    try:
        set_role(user=user, role=Role.CURATOR)
    except LastAdministrator:
        return False
    return True


def test_the_groups_are_those_of_the_roles():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
