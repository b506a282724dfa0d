import uuid
from functools import partial

import pytest

from accounts.exceptions import UserExists
from accounts.models import GitHubRepository, User
from accounts.services.editing import edit_repository, edit_user, set_active
from accounts.services.users import add_user
from tests.concurrency import at_once
from tests.factories import make_repository, make_user

pytestmark = pytest.mark.django_db

RACES = 20


def test_a_user_is_not_added_under_a_taken_name():
    make_user(github_username="octocat")
    with pytest.raises(UserExists):
        add_user(user=User(github_username="OctoCat"))
    assert User.objects.count() == 1


def test_a_user_is_not_renamed_to_a_taken_name():
    make_user(github_username="octocat")
    user = make_user(github_username="hubot")
    with pytest.raises(UserExists):
        edit_user(user_id=user.pk, changes={"github_username": "OctoCat"})
    user.refresh_from_db()
    assert user.github_username == "hubot"


def test_a_user_keeps_the_own_name_in_another_case():
    user = make_user(github_username="octocat")
    edit_user(user_id=user.pk, changes={"github_username": "OctoCat"})
    assert User.objects.get().github_username == "OctoCat"


def test_editing_an_absent_user_says_so():
    with pytest.raises(User.DoesNotExist):
        edit_user(user_id=uuid.uuid4(), changes={"is_staff": True})


def test_editing_an_absent_repository_says_so():
    with pytest.raises(GitHubRepository.DoesNotExist):
        edit_repository(repository_id=uuid.uuid4(), changes={"is_active": False})


@pytest.mark.parametrize("edit", ["user", "repository"])
def test_an_edit_of_nothing_leaves_the_row_as_it_is(edit):
    user = make_user()
    repository = make_repository(user=user)
    before = [User.objects.values().get(), GitHubRepository.objects.values().get()]

    if edit == "user":
        edit_user(user_id=user.pk, changes={})
    else:
        edit_repository(repository_id=repository.pk, changes={})

    assert [User.objects.values().get(), GitHubRepository.objects.values().get()] == before


def test_letting_repositories_rest_gives_and_touches_those_that_took_part():
    resting, active, other = make_repository(is_active=False), make_repository(), make_repository()
    touched = resting.updated_at

    assert set_active(repository_ids=[resting.pk, active.pk], active=False) == [active]

    resting.refresh_from_db()
    assert resting.updated_at == touched
    assert list(GitHubRepository.objects.active()) == [other]


@pytest.mark.django_db(transaction=True)
def test_edits_of_a_users_different_columns_at_once_are_all_kept():
    changes = {"is_staff": True, "github_email": "a@example.com", "is_superuser": True}
    for _ in range(RACES):
        user = make_user()

        at_once(
            [partial(edit_user, user_id=user.pk, changes={name: changes[name]}) for name in changes]
        )

        assert User.objects.values(*changes).get(pk=user.pk) == changes


@pytest.mark.django_db(transaction=True)
def test_edits_of_a_repositorys_different_columns_at_once_are_all_kept():
    changes = {"github_default_branch": "trunk", "github_private": True, "is_active": False}
    for _ in range(RACES):
        row = make_repository()

        at_once(
            [
                partial(edit_repository, repository_id=row.pk, changes={name: changes[name]})
                for name in changes
            ]
        )

        assert GitHubRepository.objects.values(*changes).get(pk=row.pk) == changes
