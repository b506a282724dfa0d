"""What no page of ours sends is refused: an error of the server would be one of ours."""

import json

import pytest

from tests.admin_pages import signed_in
from tests.factories import make_administrator, make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

ITEMS = "/admin/backlog/backlogitem/"
LISTS = (
    ITEMS,
    "/admin/backlog/filtereditem/",
    "/admin/backlog/restorefeedback/",
    "/admin/backlog/analysisrun/",
    "/admin/execution/executionlog/",
)
UNKNOWN = (
    "id=%00",
    "created_at=%00",
    "id__regex=(",
    "id__iregex=(a%2B)%2B$",
    "created_at__year=99999",
    "created_at__date__gte=2026-01-01",
    "created_at__range=1",
    "id__exact__exact=1",
    "nothing=1",
)
NO_JSON = ("[" * 100_000, "1" * 5_000, '{"\\ud800": ""}', "", "[", "a\0b")


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("address", LISTS)
def test_a_list_leaves_out_a_comparison_that_no_link_asks_for(address, query):
    answer = signed_in(make_administrator()).get(f"{address}?{query}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}?e=1")


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize(
    ("page", "status"),
    [("export.csv", 302), ("export.json", 302), ("triage/", 302), ("triage/queue/", 400)],
)
def test_so_does_what_is_made_of_a_list(page, status, query):
    assert signed_in(make_curator()).get(f"{ITEMS}{page}?{query}").status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "title__trigram_similar=a",
        "prd_content__search=a",
        "title__unaccent=a",
        "benefits__contains=1",
        "repository__github_full_name__startswith=a",
    ],
)
def test_no_address_lets_the_database_search_for_patterns(query):
    assert signed_in(make_curator()).get(f"{ITEMS}?{query}").status_code in {302, 400}


def test_a_rule_that_no_text_can_name_has_no_cases():
    page = signed_in(make_curator()).get("/admin/backlog/filtereditem/?rule=%00")

    assert list(page.context["cl"].result_list) == []


@pytest.mark.parametrize(
    "query",
    ["impact_score=6", "impact_score__gte=6", "impact_score__in=6,7", "analysis_run__isnull=1"],
)
def test_links_may_compare_columns(query):
    wanted = make_item(impact_score=6)
    make_item(impact_score=2, analysis_run=None)

    page = signed_in(make_curator()).get(f"{ITEMS}?{query}")

    assert wanted in page.context["cl"].result_list


@pytest.mark.parametrize("seen", NO_JSON)
@pytest.mark.parametrize(
    "address",
    [
        f"{ITEMS}approve/",
        f"{ITEMS}reject/",
        "/admin/backlog/filtereditem/restore/",
        "/admin/accounts/githubrepository/deactivate/",
    ],
)
def test_a_selection_that_is_no_json_is_refused(address, seen):
    answer = signed_in(make_curator()).post(address, {"seen": seen, "reason": "Too small"})

    assert answer.status_code == 400


@pytest.mark.parametrize("seen", NO_JSON)
def test_an_edit_that_does_not_say_what_it_saw_changes_nothing(seen):
    item = make_item(title="As it was")
    texts = {"title": "Changed", "problem": "P", "solution": "S", "complexity": "1"}
    scores = {"impact_score": "1", "effort_score": "1"}

    answer = signed_in(make_curator()).post(
        f"{ITEMS}{item.pk}/change/", {**texts, **scores, "seen": seen}
    )

    item.refresh_from_db()
    assert (answer.status_code, item.title) == (200, "As it was")
    assert "seen" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    "before",
    [
        "2026-99-99T00:00:00Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "a\0b",
        "soon",
    ],
)
@pytest.mark.parametrize("page", ["decisions/", "{}/history/"])
def test_a_history_from_no_time_on_begins_with_the_newest(page, before):
    address = ITEMS + page.format(make_item().pk)

    assert signed_in(make_curator()).get(address, {"before": before}).status_code == 200


@pytest.mark.parametrize(("term", "found"), [("sh\0op", ["acme/shop"]), ("\0\0", ["acme/shop"])])
def test_the_choice_of_a_repository_overlooks_what_no_name_has(term, found):
    make_repository(github_full_name="acme/shop")

    answer = signed_in(make_curator()).get("/admin/repository/search/", {"term": term})

    assert [row["text"] for row in json.loads(answer.text)["results"]] == found


@pytest.mark.parametrize("row_id", ["a", "a\0b", "9" * 5_000, "//elsewhere.example"])
@pytest.mark.parametrize("address", [ITEMS, "/admin/backlog/filtereditem/"])
def test_an_action_on_what_is_no_row_is_refused(address, row_id):
    action = "approve" if address == ITEMS else "restore"
    selection = {"action": action, "_selected_action": row_id, "index": "0", "select_across": "0"}

    assert signed_in(make_curator()).post(address, selection).status_code == 400


@pytest.mark.parametrize("row_id", ["a", "a\0b", "9" * 5_000])
@pytest.mark.parametrize(
    ("address", "column"),
    [
        (f"{ITEMS}add/", "repository"),
        ("/admin/accounts/apikey/add/", "user"),
        ("/admin/accounts/aiproviderkey/add/", "user"),
    ],
)
def test_a_form_about_what_is_no_row_is_refused(address, column, row_id):
    client = signed_in(make_administrator())

    answers = [client.get(address, {column: row_id}), client.post(address, {column: row_id})]

    assert [answer.status_code for answer in answers] == [400, 400]


def test_a_filter_by_what_no_column_holds_is_left_out():
    address = "/admin/accounts/aiproviderkey/"

    answer = signed_in(make_administrator()).get(f"{address}?provider__exact=%00")

    assert answer.headers["Location"] == f"{address}?e=1"


def test_autocompletion_overlooks_what_no_name_has():
    make_repository(github_full_name="acme/shop")
    field = {"app_label": "backlog", "model_name": "backlogitem", "field_name": "repository"}

    answer = signed_in(make_curator()).get("/admin/autocomplete/", {**field, "term": "sh\0op"})

    assert [row["text"] for row in answer.json()["results"]] == ["acme/shop"]
