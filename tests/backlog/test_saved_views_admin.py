"""Saving, choosing and deleting views on the backlog's list."""

import pytest
from django.urls import reverse

from backlog.models import SavedView
from backlog.services.views import VIEWS_OF_A_USER, save_view
from tests.admin_pages import messages_of, signed_in
from tests.factories import make_curator, make_item, make_user, make_viewer

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/backlogitem/"
SAVE = f"{LIST}views/save/"
each_role = pytest.mark.parametrize("make", [make_viewer, make_curator])


def menu(client, query=""):
    return client.get(f"{LIST}{query}").context["view_menu"]


@each_role
def test_the_shown_list_is_saved_and_opened_again(make):
    client = signed_in(make())
    query = menu(client, "?area=backend&q=file&p=1").query

    saved = client.post(SAVE, {"name": "Files", "query": query})

    assert (saved.url, messages_of(saved)) == (
        f"{LIST}?area=backend&q=file",
        ["Saved the view “Files”."],
    )
    (view,) = menu(client).views
    assert (view.name, view.url, view.is_shown) == ("Files", "?area=backend&q=file", False)
    assert menu(client, view.url).shown == "Files"


def test_a_view_shows_the_same_items_in_the_same_order():
    client = signed_in(make_viewer())
    for title, impact in {"low": 2, "high": 9}.items():
        make_item(title=title, impact_score=impact)
    make_item(title="other", area="frontend")
    query = "?area=backend&o=4"
    client.post(SAVE, {"name": "By impact", "query": menu(client, query).query})

    (view,) = menu(client).views
    listed = client.get(f"{LIST}{view.url}").context["cl"].result_list

    assert [item.title for item in listed] == ["low", "high"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("  ", "name is missing: give what the view is called."),
        ("x" * 81, "name is too long: give at most 80 characters."),
    ],
)
def test_a_name_that_does_not_do_is_refused_with_a_reason(name, told):
    sent = signed_in(make_viewer()).post(SAVE, {"name": name, "query": "area=backend"})

    assert (sent.url, messages_of(sent)) == (f"{LIST}?area=backend", [told])
    assert not SavedView.objects.exists()


def test_a_query_that_is_too_long_is_refused_with_a_reason():
    sent = signed_in(make_viewer()).post(SAVE, {"name": "Long", "query": f"q={'x' * 2000}"})

    assert messages_of(sent) == ["query is too long: give at most 2,000 characters."]


def test_saving_under_a_known_name_asks_and_then_replaces():
    user = make_viewer()
    save_view(user=user, name="Mine", query="area=backend")
    client = signed_in(user)

    asked = client.post(SAVE, {"name": "Mine", "query": "area=frontend"})
    question = asked.context["question"]
    assert (question.title, SavedView.objects.get().query) == (
        "Replace the view “Mine”",
        "area=backend",
    )

    client.post(question.action_url, question.form.initial)
    assert SavedView.objects.get().query == "area=frontend"


def test_a_view_is_deleted_from_the_menu():
    user = make_viewer()
    save_view(user=user, name="Mine", query="area=backend")
    client = signed_in(user)

    sent = client.post(menu(client).views[0].delete_url)

    assert (sent.url, messages_of(sent)) == (f"{LIST}?area=backend", ["Deleted the view “Mine”."])
    assert not SavedView.objects.exists()


def test_nobody_sees_or_deletes_the_views_of_others():
    view = save_view(user=make_curator(), name="Secret plan", query="")
    client = signed_in(make_curator())

    page = client.get(LIST)
    sent = client.post(reverse("admin:backlog_view_delete", args=[view.pk]))

    assert "Secret plan" not in page.text
    assert (sent.status_code, SavedView.objects.count()) == (404, 1)


@pytest.mark.parametrize(
    "path", ["views/save/", f"views/{'0' * 8}-{'-'.join(['0' * 4] * 3)}-{'0' * 12}/delete/"]
)
def test_views_are_never_changed_by_a_get(path):
    assert signed_in(make_curator()).get(f"{LIST}{path}").status_code == 405


@pytest.mark.parametrize("name", ["save", "delete"])
def test_who_may_not_see_the_backlog_has_no_views(name):
    user = make_user(is_staff=True)
    view = save_view(user=user, name="Mine", query="")
    path = SAVE if name == "save" else reverse("admin:backlog_view_delete", args=[view.pk])

    sent = signed_in(user).post(path, {"name": "Other", "query": ""})

    assert (sent.status_code, SavedView.objects.get().name) == (403, "Mine")


def test_a_hostile_name_is_escaped():
    user, hostile = make_viewer(), "<script>alert(1)</script>"
    save_view(user=user, name=hostile, query="q=%22%3E%3Cscript%3E")

    page = signed_in(user).get(LIST)

    assert page.context["view_menu"].views[0].name == hostile
    assert hostile not in page.text
    assert '"><script>' not in page.text


@pytest.mark.parametrize("number", [1, VIEWS_OF_A_USER])
def test_a_full_menu_needs_no_more_queries_than_a_short_one(number, django_assert_num_queries):
    user = make_viewer()
    client = signed_in(user)
    for name in range(number):
        save_view(user=user, name=str(name), query="")
    client.get(LIST)

    with django_assert_num_queries(8):
        page = client.get(LIST)

    assert len(page.context["view_menu"].views) == number
