"""The pages of attempts, and what a run's page tells of its attempts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from execution.admin.badges import ATTEMPT_STATUS
from execution.admin.spending import in_dollars
from execution.choices import AttemptStatus, LogLevel
from execution.models import Attempt, AttemptLine
from execution.services.spending import Spending, spending_of
from tests.admin_pages import changelist_of, page_of, signed_in
from tests.factories import (
    make_attempt,
    make_attempt_line,
    make_curator,
    make_execution_run,
    make_item,
    make_viewer,
)

pytestmark = pytest.mark.django_db

SPENT = {"input_tokens": 12_345, "output_tokens": 678, "cost": Decimal("1.234567")}


def page_text(row):
    return signed_in(make_viewer()).get(page_of(row)).text


def test_every_status_has_a_colour_of_its_own():
    assert set(ATTEMPT_STATUS) == set(AttemptStatus)
    assert len(set(ATTEMPT_STATUS.values())) == len(AttemptStatus)


def test_the_list_shows_what_an_attempt_did_and_used():
    began = timezone.now() - timedelta(hours=3)
    attempt = make_attempt(
        status=AttemptStatus.SUCCEEDED,
        branch="mason/close-the-file",
        started_at=began,
        completed_at=began + timedelta(minutes=83),
        starts=2,
        **SPENT,
    )

    text = signed_in(make_viewer()).get(changelist_of(Attempt)).text

    shown = [attempt.item.title, attempt.item.repository.github_full_name, "Succeeded"]
    shown += ["mason/close-the-file", "1 h 23 min", "12,345 in, 678 out", "$1.23"]
    assert [part for part in shown if part not in text] == []


def test_attempts_can_be_narrowed_to_a_repository_and_a_status():
    wanted = make_attempt(status=AttemptStatus.FAILED)
    make_attempt(item=make_item(repository=wanted.item.repository))
    make_attempt(status=AttemptStatus.FAILED)

    filters = {
        "item__repository__id__exact": str(wanted.item.repository_id),
        "status__exact": "failed",
    }
    page = signed_in(make_viewer()).get(changelist_of(Attempt), filters)

    assert list(page.context["cl"].result_list) == [wanted]


def test_an_attempt_leads_to_its_item_run_and_pull_request():
    address = "https://github.com/acme/shop/pull/7"
    attempt = make_attempt(pr_url=address)

    text = page_text(attempt)

    links = [page_of(attempt.item), page_of(attempt.run), address]
    assert [link for link in links if f'href="{link}"' not in text] == []


def test_a_pull_request_that_is_no_web_address_is_no_link():
    assert 'href="javascript' not in page_text(make_attempt(pr_url="javascript:alert(1)"))


def test_every_column_of_an_attempt_is_on_its_page():
    shown_otherwise = {
        "status": "status_badge",
        "pr_url": "pull_request",
        "input_tokens": "tokens",
        "output_tokens": "tokens",
        "cost": "dollars",
    }
    fields = admin.site.get_model_admin(Attempt).fields
    shown = {name for row in fields for name in ([row] if isinstance(row, str) else row)}

    columns = {field.name for field in Attempt._meta.concrete_fields}
    assert {shown_otherwise.get(name, name) for name in columns} - shown == set()


def test_the_whole_error_is_shown_on_the_page_and_not_in_the_list():
    error = "x" * 20_000 + "the end"
    attempt = make_attempt(status=AttemptStatus.FAILED, error_message=error)
    client = signed_in(make_viewer())

    assert error in client.get(page_of(attempt)).text
    assert "xxx" not in client.get(changelist_of(Attempt)).text


def test_the_newest_lines_of_the_log_are_shown():
    attempt = make_attempt()
    AttemptLine.objects.bulk_create(
        AttemptLine(attempt=attempt, message=f"step-{number}.") for number in range(201)
    )

    text = page_text(attempt)

    assert [f"step-{number}." in text for number in (0, 1, 200)] == [False, True, True]
    assert text.index("step-200.") < text.index("step-1.")
    assert "The newest 200 lines" in text


def test_a_log_that_is_shown_whole_does_not_say_that_it_is_cut():
    line = make_attempt_line(log_level=LogLevel.ERROR, message="No such branch")

    text = page_text(line.attempt)

    assert ("No such branch" in text, "The newest" in text) == (True, False)


def test_lines_of_other_attempts_are_not_shown():
    make_attempt_line(message="Of another one")

    assert "Of another one" not in page_text(make_attempt())


def test_hostile_lines_errors_and_branches_are_escaped():
    hostile = "<script>alert(1)</script>"
    attempt = make_attempt(error_message=hostile, branch=hostile, status=AttemptStatus.FAILED)
    make_attempt_line(attempt=attempt, message=hostile)
    client = signed_in(make_viewer())

    pages = [client.get(url).text for url in (changelist_of(Attempt), page_of(attempt))]

    assert ["<script>alert(1)" in text for text in pages] == [False, False]


def test_a_run_leads_to_its_attempts_by_status_and_adds_up_what_they_used():
    run = make_execution_run()
    make_attempt(run=run, status=AttemptStatus.SUCCEEDED, **SPENT)
    make_attempt(run=run, place=2, **SPENT)
    make_attempt(**SPENT)

    page = signed_in(make_curator()).get(page_of(run))

    (group,) = page.context["related_groups"]
    found = [(link.label, link.count) for link in group.links]
    assert (group.name, found) == ("attempts", [("All", 2), ("Waiting", 1), ("Succeeded", 1)])
    assert group.links[0].url == f"{changelist_of(Attempt)}?run__id__exact={run.pk}"
    assert "24,690 in, 1,356 out, $2.47" in page.text


def test_a_run_without_attempts_used_nothing():
    assert spending_of(make_execution_run().attempts.all()) == Spending(0, 0, Decimal(0))


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        ("0", "$0.00"),
        ("0.000001", "under $0.01"),
        ("0.01", "$0.01"),
        ("12345.678", "$12,345.68"),
    ],
)
def test_dollars_are_shown_to_the_cent(cost, shown):
    assert in_dollars(Decimal(cost)) == shown


def test_the_queue_s_own_tables_have_no_pages():
    assert not admin.site.is_registered(ProcrastinateJob)
