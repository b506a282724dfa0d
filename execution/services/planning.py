"""Choosing approved items and making a run of attempts at them, which workers then carry out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotChoosable
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.exceptions import UnreadablePRD
from backlog.models import BacklogItem
from backlog.prd.readiness import executable_plan
from backlog.services.deciding import require_curator
from execution.choices import ITEMS_OF_A_LOCAL_RUN
from execution.exceptions import NoCloneAddress, NothingToExecute, TooManyRows
from execution.models import Attempt, ExecutionRun
from execution.services.deferring import queue_next

QUEUED_ELSEWHERE: Final = "another run has it in its queue"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that is not executed, and why: a sentence without its item and its full stop."""

    item_id: UUID
    title: str
    reason: str


@dataclass(slots=True)
class Choice:
    """The items that would be executed, the highest priority first, and those that would not."""

    items: list[BacklogItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, item_id: UUID, title: str, reason: str) -> None:
        """Note why an item isn't executed."""
        self.left_out.append(LeftOut(item_id, title, reason))


@dataclass(frozen=True, slots=True)
class Planned:
    """A run with an attempt at each of its items, and the items that were left out."""

    run: ExecutionRun
    attempts: Sequence[Attempt]
    left_out: Sequence[LeftOut]


def choose_items(
    *,
    repository: GitHubRepository,
    actor: Actor,
    item_ids: Sequence[UUID] = (),
    limit: int | None = None,
) -> Choice:
    """Choose among the approved items of a repository, or among those that are named.

    An item needs a PRD that can be executed, and no other open attempt. Those after the first
    `limit` that can be executed are neither chosen nor left out. Raises TooManyRows,
    RepositoryNotChoosable for one that isn't active, or NoCloneAddress.
    """
    _require_executable(repository)
    if len(item_ids) > ITEMS_OF_A_LOCAL_RUN:
        raise TooManyRows("item", ITEMS_OF_A_LOCAL_RUN)
    choice = Choice()
    rows = BacklogItem.objects.visible_to(actor).filter(repository=repository)
    if item_ids:
        found = list(rows.filter(pk__in=item_ids).by_priority())
        known = {item.pk for item in found}
        for item_id in (one for one in item_ids if one not in known):
            choice.leave_out(item_id, "", f"there is no such item in {repository}")
    else:
        approved = rows.filter(status=ItemStatus.APPROVED).by_priority()
        found = list(approved[:ITEMS_OF_A_LOCAL_RUN])
    _sort(found, choice, ITEMS_OF_A_LOCAL_RUN if limit is None else limit)
    return choice


def _require_executable(repository: GitHubRepository) -> None:
    if not repository.is_active:
        raise RepositoryNotChoosable
    if not repository.github_clone_url.strip():
        raise NoCloneAddress(str(repository))


def _sort(found: Sequence[BacklogItem], choice: Choice, limit: int) -> None:
    open_attempts = Attempt.objects.open().filter(item__in=found)
    busy = set(open_attempts.values_list("item_id", flat=True))
    for item in found:
        if len(choice.items) == limit:
            return  # to read a PRD takes a while, and there may be hundreds
        reason = _obstacle(item, busy)
        if reason:
            choice.leave_out(item.pk, item.title, reason)
        else:
            choice.items.append(item)


def _obstacle(item: BacklogItem, busy: set[UUID]) -> str:
    """Say what keeps an item from being executed; nothing for one that can be."""
    if item.status != ItemStatus.APPROVED:
        return f"it is {item.get_status_display().lower()}, not approved"
    if item.pk in busy:
        return QUEUED_ELSEWHERE
    try:
        executable_plan(item)
    except UnreadablePRD as error:
        return str(error).removesuffix(".")
    return ""


def _leave_out_others(choice: Choice, made: set[UUID]) -> None:
    for item in choice.items:
        if item.pk not in made:
            choice.leave_out(item.pk, item.title, QUEUED_ELSEWHERE)


@transaction.atomic
def plan_run(
    *,
    repository: GitHubRepository,
    actor: Actor,
    item_ids: Sequence[UUID] = (),
    limit: int | None = None,
) -> Planned:
    """Make a run over the items that `choose_items` gives, and queue an attempt at each.

    An item is claimed when a worker begins with it: until then a curator may still decide
    otherwise. Raises DecisionNotAllowed, RepositoryNotChoosable, NoCloneAddress, TooManyRows or
    NothingToExecute.
    """
    require_curator(actor)
    choice = choose_items(repository=repository, actor=actor, item_ids=item_ids, limit=limit)
    run = ExecutionRun.objects.create()
    attempts = [
        Attempt(run=run, item=item, place=place) for place, item in enumerate(choice.items, 1)
    ]
    # Without those that another run has taken since: the database allows one open attempt.
    Attempt.objects.bulk_create(attempts, ignore_conflicts=True)
    made = list(run.attempts.select_related("item").order_by("place"))
    _leave_out_others(choice, {attempt.item_id for attempt in made})
    if not made:
        raise NothingToExecute(str(repository), [one.reason for one in choice.left_out])
    run.item_count = len(made)
    run.save(update_fields=["item_count"])
    queue_next([repository.pk])
    return Planned(run, made, choice.left_out)
