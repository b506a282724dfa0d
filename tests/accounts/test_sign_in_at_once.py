"""Several answers of GitHub about the same person at the same moment."""

import pytest

from accounts.choices import Role
from accounts.github import Identity
from accounts.models import User
from accounts.services.roles import set_role
from accounts.services.sign_in import admit
from tests.concurrency import at_once
from tests.factories import make_administrator, make_user

pytestmark = pytest.mark.django_db(transaction=True)

OCTOCAT = Identity("583231", "octocat", "octocat@example.org", None)


@pytest.fixture(autouse=True)
def curators(settings):
    settings.GITHUB_CURATORS = ["octocat"]


def test_new_person_becomes_one_user():
    users = at_once([lambda: admit(identity=OCTOCAT)] * 8)

    row = User.objects.get()
    assert {user.pk for user in users} == {row.pk}
    assert row.role == Role.CURATOR


@pytest.mark.parametrize("_attempt", range(5))
def test_role_that_an_administrator_gives_meanwhile_stays(_attempt):
    make_administrator()
    user = make_user(github_id="583231")

    at_once(
        [
            lambda: admit(identity=OCTOCAT),
            lambda: set_role(user=user, role=Role.ADMINISTRATOR),
        ]
    )

    assert User.objects.get(pk=user.pk).role == Role.ADMINISTRATOR
