import pytest

from accounts.models import GitHubRepository
from tests.admin_pages import add_page_of, page_of, signed_in
from tests.factories import make_curator, make_repository

pytestmark = pytest.mark.django_db


def add(curator, text):
    return signed_in(curator).post(add_page_of(GitHubRepository), {"github_full_name": text})


@pytest.mark.parametrize(
    ("text", "page"),
    [("acme/shop", ""), ("git@github.com:acme/shop.git", "https://github.com/acme/shop")],
)
def test_repository_is_connected_by_name_or_address(text, page):
    curator = make_curator()

    add(curator, text)

    row = GitHubRepository.objects.get()
    assert (row.user, row.github_full_name, row.github_html_url) == (curator, "acme/shop", page)


def test_text_that_names_no_repository_is_refused_with_what_would():
    page = add(make_curator(), "shop")

    assert page.context["adminform"].form.errors == {
        "github_full_name": [
            (
                "The remote doesn't name one owner and one repository. Give owner/name,"
                " https://github.com/owner/name or git@github.com:owner/name.git."
            )
        ]
    }


def test_connecting_what_is_connected_makes_no_second_row():
    curator = make_curator()
    add(curator, "acme/shop")
    add(curator, "Acme/Shop")

    assert GitHubRepository.objects.count() == 1


def test_editing_changes_the_named_columns_alone():
    row = make_repository()
    form = {
        "github_full_name": row.github_full_name,
        "github_owner": row.github_owner,
        "github_name": row.github_name,
        "github_clone_url": row.github_clone_url,
        "github_html_url": row.github_html_url,
        "github_default_branch": "trunk",
        "github_repo_id": "7",
    }

    signed_in(make_curator()).post(page_of(row), form)

    changed = GitHubRepository.objects.get()
    assert (changed.github_default_branch, changed.is_active) == ("trunk", True)
    assert changed.github_repo_id == row.github_repo_id
