"""The rows of an attempt's tasks."""

from functools import partial

import pytest

from backlog.choices import SubagentType
from execution.services.tasks import add_task
from tests.attempts import held

pytestmark = pytest.mark.django_db


def test_a_task_that_is_added_again_because_the_answer_was_lost_is_there_once():
    attempt, holder = held()
    add = partial(
        add_task,
        holder,
        wave_number=3,
        task_number=1,
        description="Fix it",
        subagent=SubagentType.GENERAL_PURPOSE,
    )

    assert add() == add()
    attempt.run.refresh_from_db()
    assert attempt.run.total_tasks == 1
