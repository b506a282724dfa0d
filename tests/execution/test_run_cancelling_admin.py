"""A run is cancelled from its page, after a question."""

import pytest
from django.urls import reverse

from execution.choices import AttemptStatus, RunStatus
from execution.models import ExecutionRun
from tests.admin_pages import messages_of, page_of, signed_in
from tests.factories import make_attempt, make_curator, make_viewer

pytestmark = pytest.mark.django_db

BUTTON = "Cancel the run"


@pytest.fixture
def attempt():
    return make_attempt()


def address_of(run: ExecutionRun) -> str:
    return reverse("admin:execution_executionrun_cancel", args=[run.pk])


def test_page_of_a_run_that_goes_on_leads_to_the_question(attempt):
    page = signed_in(make_curator()).get(page_of(attempt.run)).content.decode()
    assert address_of(attempt.run) in page


@pytest.mark.parametrize(
    ("make_person", "status"), [(make_viewer, RunStatus.PENDING), (make_curator, RunStatus.FAILED)]
)
def test_nobody_else_and_no_ended_run_is_offered_it(attempt, make_person, status):
    ExecutionRun.objects.filter(pk=attempt.run_id).update(status=status)
    page = signed_in(make_person()).get(page_of(attempt.run)).content.decode()
    assert address_of(attempt.run) not in page


def test_looking_at_the_question_changes_nothing(attempt):
    page = signed_in(make_curator()).get(address_of(attempt.run)).content.decode()
    attempt.run.refresh_from_db()
    assert page.count(BUTTON) > 0
    assert attempt.run.status == RunStatus.PENDING


def test_answer_cancels_with_who_and_why(attempt):
    curator = make_curator()
    response = signed_in(curator).post(address_of(attempt.run), {"reason": "wrong branch"})
    attempt.refresh_from_db()
    attempt.run.refresh_from_db()
    assert messages_of(response) == ["The run is cancelled."]
    assert attempt.run.status == RunStatus.CANCELLED
    assert attempt.status == AttemptStatus.CANCELLED
    assert attempt.error_message == f"cancelled by {curator}: wrong branch"


def test_run_that_has_ended_meanwhile_stays_as_it_is(attempt):
    ExecutionRun.objects.filter(pk=attempt.run_id).update(status=RunStatus.SUCCESS)
    response = signed_in(make_curator()).post(address_of(attempt.run), {"reason": ""})
    attempt.run.refresh_from_db()
    assert messages_of(response) == ["The run has ended, as success, and doesn't change any more."]
    assert attempt.run.status == RunStatus.SUCCESS
