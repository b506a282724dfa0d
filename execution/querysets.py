"""Reads and locks of executions, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.lookups import IsNull

from backlog.choices import ItemStatus
from backlog.models import StatusChange
from backlog.querysets import Scope
from execution.choices import OPEN_ATTEMPTS, UNFINISHED_STATUSES, RunStatus
from mason.tables import TABLES

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.actors import Actor
    from execution.models import (
        Attempt,
        ExecutionLog,
        ExecutionProgress,
        ExecutionRun,
        ExecutionTask,
        RemoteExecutionRun,
    )

_LEFT: Final = ItemStatus.IN_PROGRESS
MAY_BE_UNENDED: Final = (*UNFINISHED_STATUSES, RunStatus.CANCELLED)
"""Whoever cancels a run leaves it to its last attempt to end it."""

IS_PRESENT: Final = f"""
    NOT EXISTS (
        SELECT FROM {StatusChange._meta.db_table} AS change
        WHERE change.item_id = progress.item_id AND change.from_status = '{_LEFT}'
            AND change.changed_at > progress.started_at
    )"""
"""`of_present_attempts` as the condition of a statement that calls the table `progress`."""


_OWN_OR_OWNED: Final = f"""(
    run.user_id = %(acting_user)s OR EXISTS (
        SELECT FROM {TABLES.github_repositories} AS repository
        WHERE repository.id = run.repository_id AND repository.user_id = %(acting_user)s
    )
)"""


def visible_remote_runs(actor: Actor) -> Scope:
    """Give what `visible_to` keeps, for a statement of our own that calls the table `run`."""
    if actor.api_key_id is None or actor.user is None:
        return Scope("true", {})
    return Scope(_OWN_OR_OWNED, {"acting_user": actor.user.pk})


def _of_items(actor: Actor, path: str) -> Q:
    """What `BacklogItem.objects.visible_to` keeps, of the items at the end of this path."""
    if actor.api_key_id is None or actor.user is None:
        return Q()
    repository = f"{path}__repository"
    unconnected = Q(**{repository: None, f"{path}__user": actor.user})
    return Q(**{f"{repository}__user": actor.user}) | unconnected


def _of_remote_runs(actor: Actor, path: str = "") -> Q:
    """What the actor may see of the remote runs at the end of this path, `run__` or none."""
    if actor.api_key_id is None or actor.user is None:
        return Q()
    return Q(**{f"{path}user": actor.user}) | Q(**{f"{path}repository__user": actor.user})


class ExecutionRunQuerySet(models.QuerySet["ExecutionRun"]):
    """Local execution runs."""

    def visible_to(self, actor: Actor) -> ExecutionRunQuerySet:
        """What the actor may see: an agent runs with a task for one of its user's items."""
        if actor.api_key_id is None or actor.user is None:
            return self.all()
        with_items = self.model.objects.filter(_of_items(actor, "tasks__item"), pk=OuterRef("pk"))
        # Not EXISTS, which PostgreSQL would answer for all runs before it looks at the first.
        found = Subquery(with_items.order_by().values(found=Value(True))[:1])  # noqa: FBT003 - a value
        return self.filter(IsNull(found, False))  # noqa: FBT003 - the lookup's own

    def left_unended(self) -> ExecutionRunQuerySet:
        """Runs of the engine whose attempts have all ended, but which nobody has ended."""
        # By their status, which an index is of; those of other programs have no attempts.
        unended = self.filter(status__in=MAY_BE_UNENDED, completed_at=None)
        attempt = self.model._meta.get_field("attempts").related_model
        attempts = attempt._meta.base_manager.filter(run=OuterRef("pk"))
        open_ones = attempts.filter(status__in=OPEN_ATTEMPTS)
        return unended.filter(Exists(attempts), ~Exists(open_ones))


class ExecutionTaskQuerySet(models.QuerySet["ExecutionTask"]):
    """Tasks of local execution runs."""

    def visible_to(self, actor: Actor) -> ExecutionTaskQuerySet:
        """What the actor may see: an agent the tasks for its user's items."""
        return self.filter(_of_items(actor, "item"))


class RemoteExecutionRunQuerySet(models.QuerySet["RemoteExecutionRun"]):
    """Executions that happen elsewhere."""

    def visible_to(self, actor: Actor) -> RemoteExecutionRunQuerySet:
        """What the actor may see: an agent its user's runs, and those of its repositories."""
        return self.filter(_of_remote_runs(actor))

    def going_on(self, *, heard_of_since: datetime) -> RemoteExecutionRunQuerySet:
        """Unfinished runs that began or logged a line since then; the others were abandoned."""
        heard = self.model.objects.filter(pk=OuterRef("pk"), logs__created_at__gte=heard_of_since)
        unfinished = self.filter(status__in=UNFINISHED_STATUSES)
        return unfinished.filter(Q(started_at__gte=heard_of_since) | Exists(heard))

    def locked(self, run_id: UUID) -> RemoteExecutionRunQuerySet:
        """The run of this id, locked until the transaction ends."""
        return self.filter(pk=run_id).select_for_update(of=("self",))


class ExecutionLogQuerySet(models.QuerySet["ExecutionLog"]):
    """What executions logged."""

    def visible_to(self, actor: Actor) -> ExecutionLogQuerySet:
        """What the actor may see: the lines of the remote runs that it may see."""
        return self.filter(_of_remote_runs(actor, "execution_run__"))

    def of_run(self, run_id: UUID) -> ExecutionLogQuerySet:
        """The lines of a run."""
        return self.filter(execution_run=run_id).by_the_runs_index()

    def by_the_runs_index(self) -> ExecutionLogQuerySet:
        """The same lines, those of one run, found by its index however old they are.

        PostgreSQL takes a run's lines to be spread over the whole table, and would look for the
        newest ones of an old run among the newest of all. The condition here always holds, by its
        first part; the second, which is never worked out, makes looking at a line count as dear.
        """
        run = self.model._meta.get_field("execution_run").related_model
        runs = run._meta.base_manager.filter(pk=OuterRef("execution_run"))
        dear = IsNull(Subquery(runs.order_by().values("pk")), False)  # noqa: FBT003 - the lookup's own
        return self.filter(Q(pk__gte=UUID(int=0)) | Q(dear))


class ExecutionProgressQuerySet(models.QuerySet["ExecutionProgress"]):
    """Live progress of items."""

    def visible_to(self, actor: Actor) -> ExecutionProgressQuerySet:
        """What the actor may see: an agent the progress of its user's items."""
        return self.filter(_of_items(actor, "item"))

    def stalled(self, silent_since: datetime) -> ExecutionProgressQuerySet:
        """Present attempts of runs that claimed their item and haven't reported since then."""
        claimed = self.filter(item__status=ItemStatus.IN_PROGRESS, run_id__isnull=False)
        return claimed.filter(updated_at__lte=silent_since).of_present_attempts()

    def of_present_attempts(self) -> ExecutionProgressQuerySet:
        """Without what earlier attempts left: those begun before the item was last given up.

        When the present attempt began says nothing: `started_at` of a plain SQL writer is its
        transaction's start.
        """
        ended = StatusChange.objects.filter(
            item=OuterRef("item"), from_status=_LEFT, changed_at__gt=OuterRef("started_at")
        )
        return self.filter(~Exists(ended))

    def locked(self, item_id: UUID) -> ExecutionProgressQuerySet:
        """The item's row, locked until the transaction ends."""
        return self.filter(item_id=item_id).select_for_update(of=("self",))


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts of the engine."""

    def visible_to(self, actor: Actor) -> AttemptQuerySet:
        """What the actor may see: an agent the attempts at its user's items."""
        return self.filter(_of_items(actor, "item"))

    def open(self) -> AttemptQuerySet:
        """Attempts that are waiting or running."""
        return self.filter(status__in=OPEN_ATTEMPTS)

    def held(self, attempt_id: UUID, lease: UUID) -> AttemptQuerySet:
        """The attempt, locked, if this start still holds it."""
        return self.filter(pk=attempt_id, lease=lease).select_for_update(of=("self",))
