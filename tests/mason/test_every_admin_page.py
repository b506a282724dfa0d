from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from mason.navigation import sidebar
from mason.tables import TABLES
from tests.admin_pages import (
    ADMINISTRATORS_ONLY,
    REGISTERED,
    ROW_MAKERS,
    add_page_of,
    administrator,
    changelist_of,
    page_of,
    signed_in,
)
from tests.factories import make_curator, make_user

pytestmark = pytest.mark.django_db
PAGES_OF_THEIR_OWN = (
    "admin:index",
    "admin:backlog_decisions",
    "admin:backlog_filter_rules",
    "admin:backlog_triage",
    "execution_live:list",
)
every_table = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)


def model_admin(model: type[Model]) -> Any:
    return admin.site.get_model_admin(model)


def test_every_documented_table_is_in_the_admin():
    registered = {model._meta.db_table for model in REGISTERED}

    assert set(TABLES) - registered == set()


@every_table
def test_list_opens_with_rows(model):
    ROW_MAKERS[model]()

    assert signed_in(administrator()).get(changelist_of(model)).status_code == 200


@every_table
def test_page_of_a_row_opens(model):
    row = ROW_MAKERS[model]()

    assert signed_in(administrator()).get(page_of(row)).status_code == 200


@every_table
def test_add_form_opens_exactly_where_rows_are_added_by_hand(model):
    expected = 200 if model_admin(model).addable else 403

    assert signed_in(administrator()).get(add_page_of(model)).status_code == expected


@every_table
def test_list_can_be_searched(model):
    row = ROW_MAKERS[model]()
    client = signed_in(administrator())

    found = client.get(changelist_of(model), {"q": "no row says this"})

    assert model_admin(model).search_fields
    assert list(found.context["cl"].result_list) == []
    assert client.get(page_of(row)).status_code == 200


@every_table
def test_list_can_be_filtered_by_every_choice(model):
    ROW_MAKERS[model]()
    client = signed_in(administrator())
    page = client.get(changelist_of(model))

    answers = [client.get(changelist_of(model) + query) for query in choices_of(page)]

    assert {answer.status_code for answer in answers} <= {200}


def choices_of(page) -> Iterator[str]:
    for list_filter in page.context["cl"].filter_specs:
        for choice in list_filter.choices(page.context["cl"]):
            if "query_string" in choice:
                yield choice["query_string"]


@every_table
def test_list_can_be_sorted_by_every_column(model):
    ROW_MAKERS[model]()
    client = signed_in(administrator())
    columns = range(1, len(model_admin(model).list_display) + 1)

    answers = [client.get(changelist_of(model), {"o": str(column)}) for column in columns]

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    "model", [model for model in REGISTERED if model is not User], ids=lambda model: model.__name__
)
def test_empty_list_says_what_to_do_next(model):
    page = signed_in(administrator()).get(changelist_of(model))

    assert model_admin(model).when_empty
    assert escape(model_admin(model).when_empty) in page.text
    assert model_admin(model).when_empty_command in page.text


def test_list_without_hits_leads_back_to_the_whole_list():
    page = signed_in(administrator()).get(changelist_of(User), {"q": "nobody"})

    assert "Nothing fits" in page.text


@every_table
def test_list_asks_as_many_queries_for_thirty_rows_as_for_two(model):
    user = administrator()
    ROW_MAKERS[model]()
    ROW_MAKERS[model]()
    few = queries_of_list(signed_in(user), model)
    for _ in range(28):
        ROW_MAKERS[model]()

    assert queries_of_list(signed_in(user), model) == few


def queries_of_list(client: Client, model: type[Model]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(changelist_of(model))
    return len(queries)


@every_table
def test_rows_are_never_deleted_by_the_ordinary_form(model):
    row = ROW_MAKERS[model]()

    answer = signed_in(administrator()).post(
        page_of(row).replace("change", "delete"), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@every_table
def test_history_is_read_only(model):
    row = ROW_MAKERS[model]()
    expected = 200 if model_admin(model).changeable else 403

    answer = signed_in(administrator()).post(page_of(row), {})

    assert answer.status_code == expected


@every_table
def test_anonymous_visitors_are_sent_to_the_login(model):
    answer = Client().get(changelist_of(model))

    assert answer.headers["Location"] == f"/admin/login/?next={changelist_of(model)}"


@every_table
def test_users_who_are_no_curators_are_sent_to_the_login(model):
    answer = signed_in(make_user()).get(changelist_of(model))

    assert answer.headers["Location"] == f"/admin/login/?next={changelist_of(model)}"


@every_table
def test_curators_see_all_but_users_and_keys(model):
    expected = 403 if model in ADMINISTRATORS_ONLY else 200

    assert signed_in(make_curator()).get(changelist_of(model)).status_code == expected


def test_sidebar_leads_to_every_table_that_the_person_may_see():
    request = RequestFactory().get("/admin/")
    request.user = administrator()

    links = {item["link"] for group in sidebar(request) for item in group["items"]}

    pages = {reverse(name) for name in PAGES_OF_THEIR_OWN}
    assert links == {*pages, *(changelist_of(model) for model in REGISTERED)}


def test_every_model_of_the_apps_is_registered_or_shown_on_another_page():
    elsewhere = {
        "accounts.AnsweredRequest",
        "accounts.RequestAllowance",
        "backlog.FieldChange",
        "backlog.FilterConfirmation",
        "backlog.Fingerprint",
        "backlog.GeneratedPRD",
        "backlog.Judgement",
        "backlog.ReviewedCommit",
        "backlog.SavedView",
        "backlog.Sighting",
        "backlog.StatusChange",
        "backlog.SubmittedBatches",
        "execution.AttemptLine",
    }
    ours = {
        model._meta.label
        for app in ("accounts", "backlog", "execution")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy and "Event" not in model.__name__
    }

    assert ours - {model._meta.label for model in REGISTERED} == elsewhere
