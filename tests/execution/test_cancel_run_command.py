"""`manage.py cancel_run`."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.actors import Actor
from backlog.choices import ItemStatus
from execution.choices import AttemptStatus, RunStatus
from execution.models import Attempt
from execution.services.planning import plan_run
from tests.executing import prd
from tests.factories import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    item = make_item(status=ItemStatus.APPROVED, prd_content=prd("Close it"))
    return plan_run(repository=item.repository, actor=Actor.operator()).run


def cancel(*arguments):
    output = StringIO()
    call_command("cancel_run", *map(str, arguments), stdout=output)
    return output.getvalue()


def test_it_cancels_a_run_with_the_reason(run):
    assert cancel(run.pk, "--reason", "A wrong plan.") == f"Run {run.pk} is cancelled.\n"

    run.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (run.status, attempt.status) == (RunStatus.CANCELLED, AttemptStatus.CANCELLED)
    assert attempt.error_message == "cancelled: A wrong plan."
    assert attempt.item.status == ItemStatus.APPROVED


def test_a_run_that_has_ended_is_told(run):
    cancel(run.pk)
    with pytest.raises(CommandError) as failure:
        cancel(run.pk)

    assert str(failure.value) == ("The run has ended, as cancelled, and doesn't change any more.")


def test_an_unknown_run_is_told():
    run_id = uuid4()
    with pytest.raises(CommandError) as failure:
        cancel(run_id)

    assert str(failure.value) == f"There is no execution run {run_id}."
