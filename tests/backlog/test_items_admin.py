import pytest

from accounts.models import User
from backlog.admin.badges import ANALYSIS_STATUS, FILTER_TIER, ITEM_STATUS, OVERRIDE_STATUS
from backlog.choices import AnalysisStatus, FilterTier, ItemStatus, OverrideStatus
from backlog.models import BacklogItem
from tests.admin_pages import add_page_of, changelist_of, page_of, signed_in
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

WRITTEN = {
    "title": "Close the file",
    "problem": "It stays open.",
    "solution": "Use a with statement.",
    "area": "backend",
    "type": "auth",
    "complexity": "2",
    "impact_score": "7",
    "effort_score": "3",
}
HISTORY = {"status_changes-TOTAL_FORMS": "0", "status_changes-INITIAL_FORMS": "0"}


@pytest.mark.parametrize(
    ("variants", "choices"),
    [
        (ITEM_STATUS, ItemStatus),
        (ANALYSIS_STATUS, AnalysisStatus),
        (OVERRIDE_STATUS, OverrideStatus),
        (FILTER_TIER, FilterTier),
    ],
)
def test_every_value_has_a_colour_of_its_own(variants, choices):
    assert set(variants) == set(choices)
    assert len(set(variants.values())) == len(choices)


def add(curator: User, **values: str):
    return signed_in(curator).post(add_page_of(BacklogItem), {**WRITTEN, **HISTORY, **values})


def test_item_written_by_hand_is_new_and_the_repository_owners():
    repository = make_repository()

    add(make_curator(), repository=str(repository.pk))

    item = BacklogItem.objects.get()
    assert (item.status, item.user, item.priority_score) == ("new", repository.user, 11)


def test_status_given_to_the_form_is_ignored_when_an_item_is_added():
    add(make_curator(), repository=str(make_repository().pk), status="approved")

    assert BacklogItem.objects.get().status == "new"


def test_item_written_by_hand_needs_a_repository():
    page = add(make_curator())

    assert page.context["adminform"].form.errors == {"repository": ["This field is required."]}


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", "", "This field is required."),
        ("impact_score", "11", "Ensure this value is less than or equal to 10."),
        ("complexity", "0", "Ensure this value is greater than or equal to 1."),
        (
            "area",
            "moon",
            "Select a valid choice. moon is not one of the available choices.",
        ),
    ],
)
def test_values_that_the_table_refuses_are_refused_by_the_form(field, value, problem):
    page = add(make_curator(), repository=str(make_repository().pk), **{field: value})

    assert page.context["adminform"].form.errors == {field: [problem]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"impact": "critical"}, ["great"]),
        ({"impact": "low"}, ["small"]),
        ({"impact": "no such label"}, []),
        ({"quick_win": "yes"}, ["great"]),
        ({"quick_win": "no"}, ["middling", "small"]),
        ({"quick_win": "perhaps"}, []),
        ({"complexity": "5"}, ["middling"]),
        ({"complexity": "many"}, []),
        ({"q": "middl"}, ["middling"]),
    ],
)
def test_filters_keep_what_they_name(query, found):
    make_item(title="great", impact_score=9, effort_score=3)
    make_item(title="middling", impact_score=5, effort_score=3, complexity=5)
    make_item(title="small", impact_score=1, effort_score=3)

    page = signed_in(make_curator()).get(changelist_of(BacklogItem), query)

    assert [item.title for item in page.context["cl"].result_list] == found


def test_repository_page_links_to_its_items_by_status():
    repository = make_repository()
    make_item(repository=repository)
    make_item(repository=repository, status="rejected")

    page = signed_in(make_curator()).get(page_of(repository))

    (group,) = page.context["related_groups"]
    links = [(link.label, link.count, link.url) for link in group.links]
    here = f"{changelist_of(BacklogItem)}?repository__id__exact={repository.pk}"
    assert (group.name, links) == (
        "backlog items",
        [
            ("All", 2, here),
            ("New", 1, f"{here}&status__exact=new"),
            ("Rejected", 1, f"{here}&status__exact=rejected"),
        ],
    )


def test_items_without_scores_are_listed_last():
    make_item(title="unscored", impact_score=None, effort_score=None)
    make_item(title="scored")

    page = signed_in(make_curator()).get(changelist_of(BacklogItem))

    assert [item.title for item in page.context["cl"].result_list] == ["scored", "unscored"]


def test_curators_who_are_no_administrators_find_repositories_by_name():
    repository = make_repository(github_full_name="acme/shop")
    query = {"app_label": "backlog", "model_name": "backlogitem", "field_name": "repository"}

    found = signed_in(make_curator()).get("/admin/autocomplete/", {**query, "term": "shop"})

    assert found.json()["results"] == [{"id": str(repository.pk), "text": "acme/shop"}]


def test_list_says_when_it_stops_counting(monkeypatch):
    monkeypatch.setattr("accounts.admin.paginating.MAXIMUM_COUNTED", 2)
    monkeypatch.setattr("accounts.admin.paginating.PAGES_AHEAD", 0)
    monkeypatch.setattr("accounts.admin.access.CuratorAdmin.list_per_page", 2)
    repository = make_repository()
    for _ in range(3):
        make_item(repository=repository)

    page = signed_in(make_curator()).get(changelist_of(BacklogItem))

    assert page.context["cl"].result_count == 2
    assert " ".join(page.text.split()).count("more than 2 backlog items") == 1
