"""The first page's numbers and colours, and what stands around every page of the admin."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from mason.dashboard import count_by_status, recommend, runs_to_watch
from mason.navigation import environment_label, sidebar
from tests.factories import (
    make_administrator,
    make_analysis_run,
    make_curator,
    make_item,
    make_repository,
)

pytestmark = pytest.mark.django_db

EVERYBODYS = {
    None: ["First page"],
    "Backlog": ["Backlog", "Filtered items", "Analysis runs", "Restore feedback"],
    "Execution": ["Progress", "Runs", "Tasks", "Remote runs", "Logs"],
    "Accounts": ["Repositories"],
}
ADMINISTRATORS = ["Users", "API keys", "AI provider keys"]


def test_every_status_is_counted_in_its_colour_and_linked():
    repository = make_repository()
    numbers = {"new": 3, "approved": 1, "in_progress": 2, "completed": 4, "rejected": 5}
    for status, number in numbers.items():
        for _ in range(number):
            make_item(repository=repository, status=status)

    shown = [(row.label, row.count, row.variant, row.url) for row in count_by_status()]

    address = "/admin/backlog/backlogitem/?status__exact="
    assert shown == [
        ("New", 3, "primary", f"{address}new"),
        ("Approved", 1, "info", f"{address}approved"),
        ("In progress", 2, "warning", f"{address}in_progress"),
        ("Completed", 4, "success", f"{address}completed"),
        ("Deferred", 0, "default", f"{address}deferred"),
        ("Rejected", 5, "danger", f"{address}rejected"),
    ]


@pytest.mark.parametrize(("there", "shown"), [(0, 0), (4, 4), (5, 5), (6, 5)])
def test_at_most_five_items_are_recommended(there, shown):
    repository = make_repository()
    for _ in range(there):
        make_item(repository=repository)
    assert len(recommend()) == shown


def test_the_five_latest_runs_that_need_an_eye_are_shown_in_their_colours():
    repository, now = make_repository(), timezone.now()
    runs = [
        make_analysis_run(
            repository=repository,
            status="failed" if age % 2 else "in_progress",
            started_at=now - timedelta(hours=age),
        )
        for age in range(6)
    ]

    shown = [(row.run, row.variant) for row in runs_to_watch()]

    colours = ["warning", "danger", "warning", "danger", "warning"]
    assert shown == list(zip(runs[:5], colours, strict=True))


def sidebar_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return {
        group.get("title"): [item["title"] for item in group["items"]] for group in sidebar(request)
    }


def test_a_curator_is_led_to_everything_but_users_and_keys():
    assert sidebar_of(make_curator()) == EVERYBODYS


def test_an_administrator_is_led_to_users_and_keys_too():
    expected = EVERYBODYS | {"Accounts": ["Repositories", *ADMINISTRATORS]}
    assert sidebar_of(make_administrator()) == expected


def test_an_inactive_administrator_is_led_no_further_than_a_curator():
    assert sidebar_of(User(is_superuser=True, is_active=False)) == EVERYBODYS


@pytest.mark.parametrize(("production", "colour"), [(True, "danger"), (False, "info")])
def test_production_is_told_by_its_colour(settings, production, colour):
    settings.PRODUCTION, settings.ENVIRONMENT = production, "staging"
    assert environment_label(RequestFactory().get("/admin/")) == ["Staging", colour]
