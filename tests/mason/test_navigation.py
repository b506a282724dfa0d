"""What stands around every page of the admin: the sidebar and the environment."""

import pytest
from django.test import RequestFactory

from accounts.models import User
from mason.navigation import environment_label, sidebar
from tests.factories import make_administrator, make_curator, make_viewer

pytestmark = pytest.mark.django_db

BACKLOG = [
    "Backlog",
    "Decisions",
    "Filtered items",
    "Filter rules",
    "Filter settings",
    "Blocklist",
    "Analysis runs",
]
EVERYBODYS = {
    None: ["Home"],
    "Backlog": [*BACKLOG, "Restore feedback"],
    "Execution": [
        "Live",
        "Progress",
        "Runs",
        "Attempts",
        "Tasks",
        "Remote runs",
        "Logs",
        "Execution settings",
    ],
    "Accounts": ["Repositories"],
}
DECIDERS = EVERYBODYS | {"Backlog": ["Triage", *BACKLOG, "Restore feedback"]}
ADMINISTRATORS = ["Repositories", "Users", "API keys", "AI provider keys"]


def links_of(user, path="/admin/"):
    request = RequestFactory().get(path)
    request.user = user
    return {group.get("title"): group["items"] for group in sidebar(request)}


def titles_of(user):
    return {title: [item["title"] for item in items] for title, items in links_of(user).items()}


def test_a_viewer_is_led_to_everything_but_triage_users_and_keys():
    assert titles_of(make_viewer()) == EVERYBODYS


def test_a_curator_is_led_to_triage_too():
    assert titles_of(make_curator()) == DECIDERS


def test_an_administrator_is_led_to_users_and_keys_too():
    assert titles_of(make_administrator()) == DECIDERS | {"Accounts": ADMINISTRATORS}


def test_an_inactive_administrator_is_led_no_further_than_a_viewer():
    assert titles_of(User(is_superuser=True, is_active=False)) == EVERYBODYS


@pytest.mark.parametrize(
    ("path", "present"),
    [
        ("/admin/", ["Home"]),
        ("/admin/backlog/filtereditem/", ["Filtered items"]),
        ("/admin/backlog/filtereditem/?q=cache", ["Filtered items"]),
        ("/admin/backlog/filtereditem/rules/", ["Filter rules"]),
        ("/admin/backlog/backlogitem/triage/", ["Triage"]),
        ("/admin/execution/live/", ["Live"]),
        ("/admin/execution/live/6b3f0d2e-6c7c-4f0e-9a57-3d0f5f1f2a11/", ["Live"]),
        ("/admin/password_change/", []),
    ],
)
def test_the_link_of_the_page_alone_is_marked(path, present):
    links = [item for items in links_of(make_curator(), path).values() for item in items]

    assert [item["title"] for item in links if item["active"]] == present


@pytest.mark.parametrize(("production", "colour"), [(True, "danger"), (False, "info")])
def test_production_is_told_by_its_colour(settings, production, colour):
    settings.PRODUCTION, settings.ENVIRONMENT = production, "staging"
    assert environment_label(RequestFactory().get("/admin/")) == ["Staging", colour]
