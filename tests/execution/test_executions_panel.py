"""Attempts and remote runs stand together on the item's page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from execution.admin.executions_panel import SHOWN, executions_panel
from execution.choices import AttemptStatus, RunStatus
from tests.admin_pages import page_of, signed_in
from tests.factories import make_attempt, make_item, make_remote_run, make_viewer

pytestmark = pytest.mark.django_db


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def attempt(item, minutes, **values):
    values = {"status": AttemptStatus.FAILED, **values}
    return make_attempt(item=item, created_at=ago(minutes), **values)


def remote_run(item, minutes, **values):
    return make_remote_run(
        repository=item.repository, item_ids=[item.pk], started_at=ago(minutes), **values
    )


def shown(item):
    panel = executions_panel(item)
    assert panel is not None
    return panel.content


def test_an_item_that_nothing_carried_out_has_no_panel():
    attempt(make_item(), 1)
    assert executions_panel(make_item()) is None


def test_the_newest_comes_first_whoever_did_it():
    item = make_item()
    oldest, newest = attempt(item, 9), attempt(item, 1)
    between = remote_run(item, 5)

    assert [(one.by, one.url) for one in shown(item).rows] == [
        ("Mason", page_of(newest)),
        ("Elsewhere", page_of(between)),
        ("Mason", page_of(oldest)),
    ]


def test_each_links_to_its_page_with_its_status_and_branch():
    item = make_item()
    made = attempt(item, 2, branch="mason/close-<it>")
    run = remote_run(item, 1, branch_name="mason/night", status=RunStatus.SUCCESS)

    page = signed_in(make_viewer()).get(page_of(item)).text

    assert f'<a class="text-link" href="{page_of(made)}">' in page
    assert f'<a class="text-link" href="{page_of(run)}">' in page
    assert "mason/close-&lt;it&gt;" in page
    assert "Attempts and remote runs" in page


def test_ten_are_shown_and_that_there_are_earlier_ones():
    item = make_item()
    for minutes in range(SHOWN):
        remote_run(item, minutes)
    whole = shown(item)
    attempt(item, SHOWN + 1)

    cut = shown(item)

    assert SHOWN == 10
    assert (len(whole.rows), whole.has_more) == (10, False)
    assert (cut.rows, cut.has_more) == (whole.rows, True)


def test_an_item_without_a_repository_is_in_no_remote_run():
    item = make_item()
    attempt(item, 1)
    item.repository = None

    assert [one.by for one in shown(item).rows] == ["Mason"]


def test_many_are_asked_for_in_as_many_queries_as_one():
    item = make_item()
    for minutes in range(20):
        attempt(item, minutes)
        remote_run(item, minutes)

    with CaptureQueriesContext(connection) as queries:
        executions_panel(item)

    assert len(queries) == 2
