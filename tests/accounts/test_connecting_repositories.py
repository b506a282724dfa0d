import pytest

from accounts.actors import Actor
from accounts.exceptions import BadRemote, RepositoryIdConflict, RepositoryNotFound
from accounts.models import GitHubRepository
from accounts.services.repositories import Facts, change_repository, connect_repository
from tests.concurrency import at_once
from tests.factories import make_api_key, make_curator, make_repository, make_user

pytestmark = pytest.mark.django_db

SHOP = "https://github.com/acme/shop"
FORMS = [
    "acme/shop",
    "ACME/Shop",
    "https://github.com/acme/shop",
    "https://octocat:secret@GitHub.com/Acme/Shop.git",
    "git@github.com:acme/shop.git",
    "ssh://git@ssh.github.com:443/acme/shop.git",
    "git://github.com/acme/shop.git",
]


@pytest.fixture
def user():
    return make_user()


def connect(user, remote="acme/shop", **facts):
    return connect_repository(user=user, remote=remote, facts=Facts(**facts))


def test_a_remote_makes_a_repository_with_the_addresses_of_its_host(user):
    row, made = connect(user, "git@github.com:acme/shop.git")

    row.refresh_from_db()
    assert made
    assert (row.user, row.github_full_name, row.github_html_url, row.github_clone_url) == (
        user,
        "acme/shop",
        SHOP,
        f"{SHOP}.git",
    )
    assert (row.github_default_branch, row.github_private, row.is_active) == ("main", False, True)
    assert row.github_repo_id < 0


def test_what_is_known_of_it_is_stored(user):
    row, _ = connect(user, default_branch="trunk", private=True, github_repo_id=42)

    row.refresh_from_db()
    assert (row.github_default_branch, row.github_private, row.github_repo_id) == (
        "trunk",
        True,
        42,
    )


@pytest.mark.parametrize("remote", FORMS)
def test_a_connected_repository_is_found_by_any_form_of_its_remote(user, remote):
    known, _ = connect(user, SHOP)

    assert connect(user, remote) == (known, False)
    assert GitHubRepository.objects.count() == 1


def test_connecting_again_without_news_writes_nothing(user):
    known, _ = connect(user, SHOP, default_branch="trunk")
    known.refresh_from_db()

    connect(user, SHOP)

    again = GitHubRepository.objects.get()
    assert (again.updated_at, again.github_default_branch) == (known.updated_at, "trunk")


def test_connecting_again_takes_over_what_is_known_now(user):
    connect(user, "acme/shop")

    row, made = connect(user, SHOP, default_branch="trunk", private=True, github_repo_id=42)

    row.refresh_from_db()
    assert not made
    assert (row.github_default_branch, row.github_private, row.github_repo_id) == (
        "trunk",
        True,
        42,
    )
    assert (row.github_html_url, row.github_clone_url) == (SHOP, f"{SHOP}.git")


def test_a_deactivated_repository_that_is_connected_again_stays_deactivated(user):
    known = make_repository(user=user, github_full_name="acme/shop", is_active=False)

    row, made = connect(user)

    row.refresh_from_db()
    assert (row, made, row.is_active) == (known, False, False)


def test_the_same_name_on_another_host_is_another_repository(user):
    shop, _ = connect(user, SHOP)

    other, made = connect(user, "git@gitlab.com:acme/shop.git")

    assert made
    assert other.github_html_url == "https://gitlab.com/acme/shop"
    assert connect(user, "https://gitlab.com/ACME/shop") == (other, False)
    assert connect(user, SHOP) == (shop, False)


def test_another_users_repository_is_another(user):
    connect(make_user(), SHOP)

    assert connect(user, SHOP)[1]


def test_an_id_that_another_repository_of_the_user_has_is_a_conflict(user):
    make_repository(user=user, github_full_name="acme/till", github_repo_id=42)

    with pytest.raises(RepositoryIdConflict) as refused:
        connect(user, github_repo_id=42)

    assert str(refused.value) == (
        "acme/shop can't have the GitHub id 42: here acme/till has it."
        " Leave github_repo_id out, or ask a curator to correct the row."
    )
    assert GitHubRepository.objects.count() == 1


def test_another_id_than_the_known_one_is_a_conflict(user):
    connect(user, github_repo_id=42)

    with pytest.raises(RepositoryIdConflict, match="its id is 42"):
        connect(user, github_repo_id=43)

    assert GitHubRepository.objects.get().github_repo_id == 42


def test_two_users_may_have_the_same_id(user):
    make_repository(github_full_name="acme/shop", github_repo_id=42)

    assert connect(user, github_repo_id=42)[1]


def test_a_text_that_names_no_repository_is_refused(user):
    with pytest.raises(BadRemote):
        connect(user, "shop")


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_make_one_repository_and_one_says_so():
    user = make_user()

    answers = at_once([lambda remote=remote: connect(user, remote) for remote in FORMS])

    assert {row for row, _ in answers} == {GitHubRepository.objects.get()}
    assert [made for _, made in answers].count(True) == 1


def agent_of(user):
    return Actor.agent(make_api_key(user=user)[0])


def test_an_agent_changes_its_users_repository(user):
    row = make_repository(user=user)

    changed = change_repository(
        repository_id=row.pk,
        actor=agent_of(user),
        changes={"github_default_branch": "trunk", "is_active": False},
    )

    stored = GitHubRepository.objects.get()
    assert (stored.github_default_branch, stored.is_active) == ("trunk", False)
    assert changed.updated_at == stored.updated_at


def test_a_change_that_changes_nothing_is_not_written(user):
    row = make_repository(user=user)
    row.refresh_from_db()

    change_repository(repository_id=row.pk, actor=agent_of(user), changes={"is_active": True})

    assert GitHubRepository.objects.get().updated_at == row.updated_at


def test_a_strangers_repository_looks_like_an_absent_one(user):
    row = make_repository()

    with pytest.raises(RepositoryNotFound, match=f"There is no repository {row.pk}."):
        change_repository(repository_id=row.pk, actor=agent_of(user), changes={"is_active": False})


def test_a_curator_changes_anybodys_repository():
    row = make_repository()

    change_repository(
        repository_id=row.pk, actor=Actor.curator(make_curator()), changes={"is_active": False}
    )

    assert not GitHubRepository.objects.get().is_active
