"""What all tables of the admin share, on both sides of each limit."""

import json
from functools import partial

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import RequestFactory

from accounts.admin.access import ROWS_PER_PAGE
from accounts.admin.relating import related_groups, web_link
from accounts.choices import Role
from accounts.models import APIKey, User
from backlog.models import BacklogItem
from tests.admin_pages import administrator, changelist_of, signed_in
from tests.factories import (
    make_administrator,
    make_api_key,
    make_curator,
    make_item,
    make_repository,
    make_user,
    make_viewer,
)

pytestmark = pytest.mark.django_db


def link(address):
    return f'<a class="text-link" href="{address}" rel="noreferrer">{address}</a>'


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com/1", link("https://example.com/1")),
        ("http://shop/1", link("http://shop/1")),
        ("javascript:alert(1)", "javascript:alert(1)"),
        (" https://example.com", " https://example.com"),
        ("ftp://example.com", "ftp://example.com"),
        ("", ""),
        (None, ""),
        ('https://a/"><b>', link("https://a/&quot;&gt;&lt;b&gt;")),
    ],
)
def test_only_a_web_address_becomes_a_link(address, shown):
    assert web_link(address) == shown


def test_a_page_of_a_list_has_thirty_rows():
    repository = make_repository()
    for _ in range(31):
        make_item(repository=repository)
    page = signed_in(make_curator()).get(changelist_of(BacklogItem))
    assert (len(page.context["cl"].result_list), ROWS_PER_PAGE) == (30, 30)


def groups_seen_by(viewer, row):
    request = RequestFactory().get("/admin/")
    request.user = viewer
    return [group.name for group in related_groups(admin.site, request, row)]


def test_rows_of_tables_that_a_person_may_not_see_are_not_counted_for_them():
    user = make_api_key()[0].user
    make_repository(user=user)
    assert groups_seen_by(make_curator(), user) == ["repositories"]
    assert sorted(groups_seen_by(administrator(), user)) == ["API keys", "repositories"]


@pytest.mark.parametrize(
    ("make", "role"),
    [
        (make_user, "None"),
        (make_viewer, "Viewer"),
        (make_curator, "Curator"),
        (make_administrator, "Administrator"),
        (partial(make_user, is_superuser=True), "Administrator"),
    ],
)
def test_a_user_is_called_the_most_that_they_may_be(make, role):
    shown = admin.site.get_model_admin(User).role_badge(make())
    found = {word for word in ("None", *Role.values) if word in shown}
    assert found == {role}


def logged():
    return list(LogEntry.objects.values_list("action_flag", "object_id", "user"))


def test_making_a_key_is_logged_with_who_made_it():
    person = administrator()
    form = {"user": str(make_user().pk), "name": "Agent"}
    signed_in(person).post("/admin/accounts/apikey/add/", form)
    assert logged() == [(1, str(APIKey.objects.get().pk), person.pk)]


def test_revoking_a_key_is_logged_with_who_revoked_it():
    person, key = administrator(), make_api_key()[0]
    form = {"seen": json.dumps({str(key.pk): ""})}
    signed_in(person).post("/admin/accounts/apikey/revoke/", form)
    assert logged() == [(3, str(key.pk), person.pk)]


def test_error_reports_leave_a_provider_key_out():
    client = signed_in(administrator())
    answer = client.post("/admin/accounts/aiproviderkey/add/", {"api_key": "secret"})
    assert answer.wsgi_request.sensitive_post_parameters == ("api_key",)
