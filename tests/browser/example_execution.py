"""An execution in its middle, for pictures: tests failed, and an agent mends what they found."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from backlog.choices import ItemStatus, SubagentType
from backlog.models import BacklogItem
from execution.choices import LogLevel, Phase, TaskStatus, ValidationStatus
from execution.models import Attempt, AttemptLine, ExecutionTask
from tests.executions import make_running
from tests.factories import make_item

TITLE: Final = "Try card payments again"
# Wave, task, kind of agent, what it is about, the minute in which it begins, seconds it takes.
TASKS: Final = (
    (1, 1, SubagentType.EXPLORE, "Find what calls charge() and what it expects", 0, 71),
    (1, 2, SubagentType.PLAN, "Settle how often and after what pause to try again", 0, 94),
    (2, 1, SubagentType.GENERAL_PURPOSE, "Give the call a limit of ten seconds", 2, 122),
    (2, 2, SubagentType.GENERAL_PURPOSE, "Try it three times with one idempotency key", 2, 187),
    (2, 3, SubagentType.BASH, "Add the two settings to the deployment", 4, 38),
    (3, 1, SubagentType.CODE_REVIEWER, "Read what was changed, mend what is wrong", 6, 143),
    (4, 1, SubagentType.GENERAL_PURPOSE, "Fix what the validations found, round 1", 10, 0),
)
FINDING: Final = (
    "tests failed with exit code 1: FAILED tests/checkout/test_payments.py::test_slow_provider"
)
# Level, the seconds after the start, the line.
LINES: Final = (
    (LogLevel.INFO, 361, "Task 3.1 begins (code-reviewer): Read what was changed"),
    (LogLevel.DEBUG, 502, "charge() and refund() share the limit now. Both have a test."),
    (LogLevel.INFO, 503, "Task 3.1 is done."),
    (LogLevel.INFO, 541, "typescript passed"),
    (LogLevel.INFO, 556, "eslint passed"),
    (LogLevel.INFO, 583, "build passed"),
    (LogLevel.DEBUG, 598, "tests/checkout/test_payments.py ....F.........             [ 61%]"),
    (LogLevel.DEBUG, 604, "tests/checkout/test_refunds.py .........                   [100%]"),
    (LogLevel.WARN, 604, FINDING),
    (LogLevel.INFO, 605, "Fix what the validations found, round 1"),
    (LogLevel.DEBUG, 631, "The third try begins when the ten seconds of all three are over."),
    (LogLevel.DEBUG, 648, "Changing checkout/payments.py: each try has a limit of its own."),
)
PASSED: Final = ValidationStatus.PASS
FILES: Final = (
    "checkout/payments.py",
    "checkout/refunds.py",
    "checkout/settings.py",
    "deploy/values.yaml",
    "tests/checkout/test_payments.py",
)


def begin_execution() -> BacklogItem:
    """Have an item of the example in progress for eleven minutes; give it."""
    began = timezone.now() - timedelta(minutes=11)
    like = BacklogItem.objects.order_by("created_at", "pk")[0]
    item = make_item(
        title=TITLE,
        repository=like.repository,
        status=ItemStatus.IN_PROGRESS,
        branch_name="mason/try-card-payments-again",
    )
    attempt = make_running(item, started_at=began, **_progress())
    Attempt.objects.filter(pk=attempt.pk).update(
        input_tokens=412_800, output_tokens=38_150, cost="2.84"
    )
    _make_tasks(attempt, began)
    for level, second, message in LINES:
        at = began + timedelta(seconds=second)
        AttemptLine.objects.create(attempt=attempt, log_level=level, message=message, created_at=at)
    return item


def _progress() -> dict[str, object]:
    return {
        "current_phase": Phase.INSPECTION,
        "current_wave": 3,
        "tasks_completed": 6,
        "tasks_total": 7,
        "fix_iteration": 1,
        "files_touched": list(FILES),
        "lines_changed": 214,
        "current_file": FILES[0],
        "inspector_findings": [FINDING],
        "validation_typescript": PASSED,
        "validation_eslint": PASSED,
        "validation_build": PASSED,
        "validation_tests": ValidationStatus.FAIL,
    }


def _make_tasks(attempt: Attempt, began: datetime) -> None:
    for wave, number, subagent, description, minute, seconds in TASKS:
        at = began + timedelta(minutes=minute)
        ExecutionTask.objects.create(
            run=attempt.run,
            item=attempt.item,
            wave_number=wave,
            task_number=number,
            subagent_type=subagent,
            description=description,
            status=TaskStatus.COMPLETED if seconds else TaskStatus.IN_PROGRESS,
            started_at=at,
            completed_at=at + timedelta(seconds=seconds) if seconds else None,
        )
