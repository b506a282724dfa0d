import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import GitHubRepository
from accounts.services.repositories import find_or_connect, placeholder_repository_id
from tests.concurrency import at_once
from tests.factories import make_repository, make_user

pytestmark = pytest.mark.django_db

BIGINT_MINIMUM = -(2**63)


def test_a_new_repository_is_connected_with_what_its_name_and_page_tell():
    user = make_user()

    made = find_or_connect(
        user=user, full_name="acme/shop", html_url="https://github.com/acme/shop"
    )

    made.refresh_from_db()
    assert made.user == user
    assert (made.github_owner, made.github_name) == ("acme", "shop")
    assert made.github_full_name == "acme/shop"
    assert made.github_html_url == "https://github.com/acme/shop"
    assert made.github_clone_url == "https://github.com/acme/shop.git"
    assert made.github_default_branch == "main"
    assert made.is_active


def test_a_repository_on_no_host_has_no_addresses():
    made = find_or_connect(user=make_user(), full_name="local/shop")

    assert (made.github_html_url, made.github_clone_url) == ("", "")


@pytest.mark.parametrize("full_name", ["acme/shop", "Acme/Shop", "ACME/SHOP"])
def test_a_connected_repository_is_found_in_any_case(full_name):
    known = make_repository(github_full_name="Acme/shop", github_repo_id=42)

    found = find_or_connect(user=known.user, full_name=full_name)

    assert found == known
    assert found.github_repo_id == 42


def test_finding_changes_nothing():
    known = make_repository(github_full_name="acme/shop")
    known.refresh_from_db()

    find_or_connect(user=known.user, full_name="acme/shop", html_url="https://elsewhere.org/x")

    assert GitHubRepository.objects.get() == known
    assert GitHubRepository.objects.get().github_html_url == known.github_html_url
    assert GitHubRepository.objects.get().updated_at == known.updated_at


def test_another_users_repository_of_the_name_is_another():
    theirs = make_repository(github_full_name="acme/shop")

    mine = find_or_connect(user=make_user(), full_name="acme/shop")

    assert mine != theirs
    assert mine.github_repo_id == theirs.github_repo_id


@pytest.mark.django_db(transaction=True)
def test_eight_connections_at_once_make_one_repository():
    user = make_user()

    found = at_once([lambda: find_or_connect(user=user, full_name="acme/shop")] * 8)

    assert set(found) == {GitHubRepository.objects.get()}


@pytest.mark.django_db(transaction=True)
def test_different_spellings_at_once_make_one_repository():
    user = make_user()
    spellings = ["acme/shop", "Acme/shop", "acme/SHOP", "ACME/Shop"]

    def connecting(full_name):
        return lambda: find_or_connect(user=user, full_name=full_name)

    found = at_once([connecting(full_name) for full_name in spellings])

    assert set(found) == {GitHubRepository.objects.get()}


@given(st.text(max_size=40))
def test_a_stand_in_is_a_negative_bigint(full_name):
    assert BIGINT_MINIMUM <= placeholder_repository_id(full_name) < 0


@given(st.from_regex(r"\A[a-z0-9-]{1,9}/[a-z0-9.-]{1,9}\Z"))
def test_a_stand_in_is_the_same_in_any_case(full_name):
    assert placeholder_repository_id(full_name) == placeholder_repository_id(full_name.upper())
