import pytest

from backlog.admin.item_page.evidence import evidence_of
from backlog.models import BacklogItem, ReviewedCommit
from tests.factories import make_analysis_run, make_item, make_repository

pytestmark = pytest.mark.django_db

SHA = "4f2a9c1be77d0f6f1c2f3a4b5c6d7e8f90a1b2c3"
TEXTS = {"problem": "Where:\n\n- shop/cart.py:12", "solution": "As in views.py:3."}


def evidence(**values):
    item = make_item(**{**TEXTS, **values})
    rows = BacklogItem.objects.select_related("repository", "analysis_run__reviewed_commit")
    return evidence_of(rows.get(pk=item.pk))


def urls(found):
    return [place.url for place in found.places]


def test_places_lead_to_the_reviewed_commit():
    run = make_analysis_run()
    ReviewedCommit.objects.create(analysis_run=run, commit_sha=SHA)
    repository = make_repository(github_full_name="acme/shop")

    found = evidence(analysis_run=run, repository=repository)

    assert urls(found) == [
        f"https://github.com/acme/shop/blob/{SHA}/shop/cart.py#L12",
        f"https://github.com/acme/shop/blob/{SHA}/views.py#L3",
    ]
    assert found.commit == SHA[:10]


def test_places_lead_to_the_default_branch_where_no_commit_is_known():
    repository = make_repository(github_full_name="acme/shop", github_default_branch="trunk")

    found = evidence(analysis_run=make_analysis_run(), repository=repository)

    assert urls(found)[0] == "https://github.com/acme/shop/blob/trunk/shop/cart.py#L12"
    assert (found.commit, found.branch) == ("", "trunk")


@pytest.mark.parametrize("page", ["", "javascript:alert(1)"])
def test_places_have_no_address_where_the_repository_has_no_page(page):
    found = evidence(repository=make_repository(github_html_url=page))

    assert [(place.name, place.url) for place in found.places] == [
        ("shop/cart.py:12", ""),
        ("views.py:3", ""),
    ]


def test_item_without_a_repository_has_places_without_addresses():
    item = BacklogItem.objects.create(title="x", **TEXTS)

    assert urls(evidence_of(item)) == ["", ""]
