import pytest

from accounts.choices import Role
from accounts.exceptions import AmbiguousUser, UserExists, UserNotFound
from accounts.models import User
from accounts.services.users import create_curator, find_user
from tests.concurrency import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def test_a_curator_may_sign_in_decide_and_administer():
    user = create_curator(github_username="Octocat", password=PASSWORD)

    user.refresh_from_db()
    assert (user.is_active, user.is_staff, user.role) == (True, True, Role.ADMINISTRATOR)
    assert user.check_password(PASSWORD)
    assert user.github_id == "local:octocat"
    assert user.github_username == "Octocat"


def test_the_password_isnt_stored():
    user = create_curator(github_username="octocat", password=PASSWORD)

    assert PASSWORD not in repr(vars(user))


@pytest.mark.parametrize("taken", ["octocat", "Octocat", "OCTOCAT"])
def test_a_name_is_taken_in_any_case(taken):
    make_user(github_username=taken)

    with pytest.raises(UserExists) as refused:
        create_curator(github_username="octocat", password=PASSWORD)

    assert str(refused.value) == "There is a user “octocat” already."
    assert User.objects.count() == 1


def test_a_curator_who_was_renamed_still_holds_the_first_name():
    create_curator(github_username="octocat", password=PASSWORD)
    User.objects.update(github_username="renamed")

    with pytest.raises(UserExists):
        create_curator(github_username="octocat", password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_made_at_once_under_a_name_one_is_made():
    def create():
        try:
            return create_curator(github_username="octocat", password=PASSWORD)
        except UserExists:
            return None

    made = at_once([create] * 2)

    assert [user for user in made if user] == list(User.objects.all())
    assert made.count(None) == 1


@pytest.mark.parametrize("asked", ["octocat", "Octocat", "OCTOCAT"])
def test_a_user_is_found_in_any_case(asked):
    user = make_user(github_username="OctoCat")

    assert find_user(asked) == user


@pytest.mark.parametrize("asked", ["", "octo", "octocat ", "octocat%", "_ctocat"])
def test_nobody_else_is_found(asked):
    make_user(github_username="octocat")

    with pytest.raises(UserNotFound) as missing:
        find_user(asked)

    assert str(missing.value) == f"There is no user “{asked}”."


def test_several_users_of_a_name_are_refused():
    make_user(github_username="octocat")
    make_user(github_username="Octocat")

    with pytest.raises(AmbiguousUser) as several:
        find_user("OCTOCAT")

    assert str(several.value) == (
        "Several users are called “OCTOCAT”; rename the outdated ones in the admin."
    )


def test_of_several_the_one_who_is_spelt_so_is_meant():
    user = make_user(github_username="octocat")
    make_user(github_username="Octocat")

    assert find_user("octocat") == user


def test_several_of_the_same_spelling_are_refused():
    for _ in range(2):
        make_user(github_username="octocat")

    with pytest.raises(AmbiguousUser):
        find_user("octocat")
