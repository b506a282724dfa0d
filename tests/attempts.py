"""Attempts that are planned, taken and held, without anything that runs for them."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model, QuerySet

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from execution.models import Attempt, ExecutionProgress, ExecutionRun, ExecutionTask
from execution.services.holding import Start, Taken, take
from execution.services.leased import Holder
from execution.services.planning import plan_run
from tests.executing import prd
from tests.factories import make_item, make_repository

MACHINE = UUID(int=1)
MODELS: tuple[type[Model], ...] = (
    Attempt,
    BacklogItem,
    ExecutionProgress,
    ExecutionRun,
    ExecutionTask,
    StatusChange,
)


def ready_item(**values: Any) -> BacklogItem:
    """An approved item that can be executed."""
    document = {"status": ItemStatus.APPROVED, "prd_content": prd("Close it")}
    return make_item(**{"title": "Close it", **document, **values})


def planned(*items: BacklogItem) -> list[Attempt]:
    """The waiting attempts of a run over these items of one repository, in their order."""
    ids = [item.pk for item in items]
    repository = items[0].repository or make_repository()
    made = plan_run(repository=repository, actor=Actor.operator(), item_ids=ids)
    attempts = {attempt.item_id: attempt for attempt in made.attempts}
    return [attempts[one] for one in ids]


def start(**values: Any) -> Start:
    """Somebody who begins with an attempt."""
    given = {"lease": uuid4(), "machine": MACHINE, "worker": "host 1", "branch": "mason/close-it"}
    return Start(**{**given, **values})


def taken(attempt: Attempt, **values: Any) -> tuple[Taken, Holder]:
    """Begin with an attempt, which can be taken."""
    who = start(**values)
    answer = take(attempt_id=attempt.pk, start=who)
    assert isinstance(answer, Taken)
    return answer, Holder(attempt.pk, who.lease)


def held(**values: Any) -> tuple[Attempt, Holder]:
    """An attempt at an item of its own that was begun, and who holds it."""
    (attempt,) = planned(ready_item(**values))
    _, holder = taken(attempt)
    attempt.refresh_from_db()
    return attempt, holder


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row that an attempt could change."""
    return {model.__name__: list(QuerySet(model).order_by("pk").values()) for model in MODELS}
