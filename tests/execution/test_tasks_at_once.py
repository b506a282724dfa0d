"""Tasks of several attempts that end at the same moment: the counts of their run are right."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction

from backlog.prd.readiness import executable_plan
from execution.models import ExecutionRun
from execution.services.tasks import end_task, plan_tasks
from tests.attempts import planned, ready_item, taken
from tests.concurrency import meanwhile, somebody_waits
from tests.factories import make_repository
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_task_that_ends_while_another_attempts_task_ends_is_counted_with_it():
    repository = make_repository()
    attempts = planned(*[ready_item(repository=repository) for _ in range(2)])
    ends = []
    for attempt in attempts:
        answer, holder = taken(attempt)
        task, *_ = plan_tasks(holder, executable_plan(answer.item).waves)
        ends.append(partial(end_task, holder, task.pk, summary="Done."))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ends[0]()
            other = pool.submit(meanwhile, ends[1])
            eventually(somebody_waits)
        other.result()

    assert ExecutionRun.objects.get(pk=attempts[0].run_id).tasks_completed == 2
