"""The end of a remote run's log on its page in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from execution.admin.log_tail import SHOWN_LINES
from execution.models import ExecutionLog
from tests.admin_pages import page_of, signed_in
from tests.factories import make_log, make_remote_run, make_viewer

pytestmark = pytest.mark.django_db


def page(run):
    response = signed_in(make_viewer()).get(page_of(run))
    assert response.status_code == 200
    return response.text


def logged(run, count):
    begun = timezone.now()
    ExecutionLog.objects.bulk_create(
        ExecutionLog(
            execution_run=run, message=f"({number})", created_at=begun + timedelta(seconds=number)
        )
        for number in range(count)
    )


def all_lines_of(run):
    return f"/admin/execution/executionlog/?execution_run__id__exact={run.pk}"


def test_the_newest_200_lines_are_shown_the_last_one_first():
    run = make_remote_run()
    logged(run, SHOWN_LINES + 5)

    shown = page(run)

    places = [shown.find(f"({number})") for number in reversed(range(5, SHOWN_LINES + 5))]
    assert SHOWN_LINES == 200
    assert -1 not in places
    assert places == sorted(places)
    assert "(4)" not in shown


def test_a_longer_log_links_to_all_of_it():
    run = make_remote_run()
    logged(run, SHOWN_LINES + 1)

    link = f'The newest 200 lines. <a class="text-link" href="{all_lines_of(run)}">All lines</a>'
    assert link in page(run)


def test_a_log_that_is_shown_whole_says_nothing_of_more():
    run = make_remote_run()
    logged(run, SHOWN_LINES)

    assert "The newest 200 lines." not in page(run)


def test_lines_of_other_runs_are_not_shown():
    make_log(message="of another run")

    assert "of another run" not in page(make_remote_run())


def test_lines_are_escaped_and_show_how_grave_they_are():
    log = make_log(message="<b>one</b>\ntwo", log_level="error")

    shown = page(log.execution_run)

    assert "&lt;b&gt;one&lt;/b&gt;<br>two" in shown
    assert "Error" in shown


def test_a_run_without_lines_says_so():
    assert "Nothing was logged." in page(make_remote_run())
