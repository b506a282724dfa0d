"""What the backlog's list is filtered by, and how the page tells it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.services.deciding import decide_many
from tests.admin_pages import messages_of, signed_in
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_item,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/backlogitem/"


def shown(query, client=None):
    return (client or signed_in(make_viewer())).get(LIST, query)


def titles(query):
    return sorted(item.title for item in shown(query).context["cl"].result_list)


def chips(query):
    return [chip.text for chip in shown(query).context["filter_chips"]]


def days_ago(days):
    return timezone.now() - timedelta(days=days, minutes=1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status__exact": "approved"}, ["rich"]),
        ({"area": "frontend"}, ["rich"]),
        ({"type": "auth"}, ["rich"]),
        ({"complexity": "5"}, ["rich"]),
        ({"impact": "critical"}, ["rich"]),
        ({"quick_win": "yes"}, ["rich"]),
        ({"quick_win": "no"}, ["plain"]),
        ({"prd": "yes"}, ["rich"]),
        ({"prd": "no"}, ["plain"]),
        ({"priority_from": "18"}, ["rich"]),
        ({"priority_from": "19"}, []),
        ({"priority_to": "9", "priority_from": "-8"}, ["plain"]),
        ({"impact_from": "7", "impact_to": "10"}, ["rich"]),
        ({"effort_to": "2"}, ["rich"]),
        ({"effort_from": "3", "effort_to": "3"}, ["plain"]),
        ({"effort_from": " 3 "}, ["plain"]),
        ({"area": "frontend", "type": "backend"}, []),
    ],
)
def test_filters_keep_what_they_name(query, found):
    make_item(title="plain", impact_score=6, effort_score=3)
    make_item(
        title="rich",
        status="approved",
        area="frontend",
        type="auth",
        complexity=5,
        impact_score=10,
        effort_score=2,
        prd_content="# PRD: x",
    )

    assert titles(query) == found


def test_an_empty_prd_is_none():
    make_item(title="empty", prd_content="")

    assert (titles({"prd": "yes"}), titles({"prd": "no"})) == ([], ["empty"])


@pytest.mark.parametrize(
    ("age", "found"),
    [
        ("today", ["now"]),
        ("7", ["now", "week"]),
        ("30", ["month", "now", "week"]),
        ("90", ["month", "now", "quarter", "week"]),
        ("older", ["old"]),
    ],
)
def test_age_counts_from_when_an_item_was_proposed(age, found):
    for title, days in {"week": 6, "month": 29, "quarter": 89, "old": 90}.items():
        make_item(title=title, created_at=days_ago(days))
    make_item(title="now", created_at=timezone.now())

    assert titles({"age": age}) == found


def test_the_items_of_a_run_and_of_a_repository():
    run = make_analysis_run(repository=make_repository(github_full_name="acme/shop"))
    make_item(title="of the run", repository=run.repository, analysis_run=run)
    make_item(title="of the repository", repository=run.repository)
    make_item(title="other")

    assert titles({"analysis_run__id__exact": str(run.pk)}) == ["of the run"]
    assert titles({"repository__id__exact": str(run.repository.pk)}) == [
        "of the repository",
        "of the run",
    ]


def test_the_items_of_a_decision():
    first, _ = make_item(title="decided"), make_item(title="other")
    outcome = decide_many(
        seen={first.pk: "new"}, decision=Decision.APPROVE, actor=Actor.curator(make_curator())
    )

    assert titles({"operation": str(outcome.operation_id)}) == ["decided"]


WRONG = [
    ("status__exact", "sleeping", "Status: “sleeping”, which there isn't"),
    ("area", "\x00", "Area: “\x00”, which there isn't"),
    ("age", "1000", "Age: “1000”, which there isn't"),
    ("prd", "perhaps", "PRD: “perhaps”, which there isn't"),
    ("priority_from", "abc", "Priority from “abc”, which is no score"),
    ("priority_to", "9999999999999999999", "Priority to “9999999999999999999”, which is no score"),
    ("impact_from", "1.5", "Impact score from “1.5”, which is no score"),
    ("effort_from", "٣", "Effort from “٣”, which is no score"),
    ("repository__id__exact", "acme", "Repository: one that there isn't"),
    ("repository__id__exact", str(uuid.UUID(int=1)), "Repository: one that there isn't"),
    ("analysis_run__id__exact", "last", "Analysis run: one that there isn't"),
    ("analysis_run__id__exact", str(uuid.UUID(int=1)), "Analysis run: one that there isn't"),
    ("operation", "\x00", "Decision: one that there isn't"),
    ("operation", str(uuid.UUID(int=1)), "Decision: one that there isn't"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_wrong_value_finds_nothing_and_is_told(name, value, told):
    make_item()

    assert (titles({name: value}), chips({name: value})) == ([], [told])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, []),
        ({"status__exact": "new"}, []),
        ({"q": "file"}, ["Search: file"]),
        ({"area": "backend"}, ["Area: Backend"]),
        ({"prd": "yes"}, ["With a PRD"]),
        ({"quick_win": "yes"}, ["Quick win: Quick wins"]),
        ({"priority_from": "3", "priority_to": "9"}, ["Priority from 3 to 9"]),
        ({"impact": "high", "impact_to": "8"}, ["Impact: High (7 to 8)", "Impact score to 8"]),
        ({"impact_score__exact": "7"}, ["Impact score: 7"]),
        ({"p": "1", "o": "3"}, []),
    ],
)
def test_what_is_filtered_by_is_told(query, told):
    assert chips(query) == told


def test_a_run_and_a_repository_are_told_by_name():
    repository = make_repository(github_full_name="acme/shop")
    run = make_analysis_run(repository=repository, mode="quick")
    query = {"repository__id__exact": repository.pk, "analysis_run__id__exact": run.pk}

    assert chips(query) == ["Repository: acme/shop", f"From the {run}"]


def test_each_filter_is_removed_without_the_others():
    query = {"q": "file", "quick_win": "yes", "priority_from": "3", "priority_to": "9", "p": "1"}

    links = {chip.text: chip.url for chip in shown(query).context["filter_chips"]}

    assert links == {
        "Search: file": "?quick_win=yes&priority_from=3&priority_to=9",
        "Quick win: Quick wins": "?q=file&priority_from=3&priority_to=9",
        "Priority from 3 to 9": "?q=file&quick_win=yes",
    }


def test_hostile_filters_are_escaped():
    hostile = "<script>alert(1)</script>"
    query = dict.fromkeys(["q", "area", "priority_from", "operation", "title__exact"], hostile)

    page = shown(query)

    assert len(page.context["filter_chips"]) == len(query)
    assert hostile not in page.text


def test_boxes_that_were_left_empty_leave_the_address():
    sent = shown({"area": "backend", "type": "", "priority_from": "", "q": ""})

    assert (sent.status_code, sent.url) == (302, "?area=backend")


def test_a_filter_that_the_table_can_not_read_is_told():
    make_item()
    client = signed_in(make_viewer())

    sent = client.get(LIST, {"id__exact": "no id"})

    assert messages_of(client.get(sent.url)) == [
        "The address asked for a filter or a page that this list doesn't have. Everything is shown."
    ]
