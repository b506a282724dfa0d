"""Attempts of the engine at items, what they log, and how a repository's items are executed."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import GitHubRepository, User
from backlog.models import BacklogItem
from execution.choices import OPEN_ATTEMPTS, AttemptStatus, Checkpoint, LogLevel
from execution.models.runs import ExecutionRun
from execution.querysets import AttemptQuerySet
from mason.database.fields import LineField
from mason.database.rows import CreatedRow

LONGEST_BUDGET_MINUTES = 7 * 24 * 60
MOST_AT_ONCE = 100


class Attempt(CreatedRow):
    """One execution of one item by the engine, from its place in the queue to its end.

    `lease` names the start that holds it while it is running: whoever has another one has lost
    the attempt. `machine` is the folder of the worker, so that one that starts again knows what
    is its own. `starts` counts how often it was begun.
    """

    run = models.ForeignKey(ExecutionRun, models.CASCADE, related_name="attempts", db_index=False)
    item = models.ForeignKey(BacklogItem, models.CASCADE, related_name="attempts", db_index=False)
    place = models.IntegerField(help_text="In the run, from 1: the order of their priority.")
    status = LineField(choices=AttemptStatus, default=AttemptStatus.WAITING)
    checkpoint = LineField(choices=Checkpoint, default=Checkpoint.BEGUN)
    starts = models.IntegerField(default=0)
    lease = models.UUIDField(null=True)
    machine = models.UUIDField(null=True)
    worker = LineField(null=True, help_text="Host and process.")
    heartbeat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField("time budget ends", null=True)
    completed_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(null=True)
    branch = LineField(null=True)
    base_commit = LineField(null=True)
    commit = LineField(null=True)
    pr_url = LineField("pull request", null=True)
    error_message = models.TextField(null=True)
    lines_added = models.IntegerField(default=0)
    lines_removed = models.IntegerField(default=0)
    input_tokens = models.BigIntegerField(default=0)
    output_tokens = models.BigIntegerField(default=0)
    cost = models.DecimalField(
        "cost in US dollars", max_digits=14, decimal_places=6, default=Decimal(0)
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AttemptStatus.values), name="execution_attempt_status_check"
            ),
            models.CheckConstraint(
                condition=Q(checkpoint__in=Checkpoint.values),
                name="execution_attempt_checkpoint_check",
            ),
            models.CheckConstraint(
                condition=Q(lease__isnull=False, status=AttemptStatus.RUNNING)
                | (Q(lease__isnull=True) & ~Q(status=AttemptStatus.RUNNING)),
                name="execution_attempt_held_while_running",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(status__in=OPEN_ATTEMPTS),
                name="execution_attempt_one_open_of_item",
            ),
            models.UniqueConstraint(fields=["run", "item"], name="execution_attempt_once_in_run"),
        ]
        indexes = [
            models.Index(fields=["item", "-created_at"], name="execution_attempt_of_item"),
            models.Index(fields=["-created_at", "place", "id"], name="execution_attempt_newest"),
            models.Index(
                fields=["status", "heartbeat_at"],
                condition=Q(status__in=OPEN_ATTEMPTS),
                name="execution_attempt_open",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt at {self.item}"


class AttemptLine(models.Model):
    """A line that an attempt logged: what the engine does, and what its agents say."""

    id = models.BigAutoField(primary_key=True)
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="lines", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    log_level = LineField("level", choices=LogLevel, default=LogLevel.INFO)
    message = models.TextField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["attempt", "-id"], name="execution_lines_of_attempt"),
            models.Index(fields=["created_at"], name="execution_lines_oldest"),
        ]

    def __str__(self) -> str:
        return self.message


def _at_least_one(name: str, default: int, most: int, help_text: str) -> models.IntegerField:  # type: ignore[type-arg]
    return models.IntegerField(
        name,
        default=default,
        validators=[MinValueValidator(1), MaxValueValidator(most)],
        help_text=help_text,
    )


def _command(name: str, help_text: str = "Empty is off.") -> LineField:  # type: ignore[type-arg]
    return LineField(name, blank=True, default="", help_text=help_text)


class ExecutionPolicy(models.Model):
    """How a repository's items are executed; a repository without a row has the defaults.

    Commands run in the worktree, without a shell.
    """

    repository = models.OneToOneField(
        GitHubRepository, models.CASCADE, primary_key=True, related_name="execution_policy"
    )
    items_at_once = _at_least_one(
        "items at once", 3, MOST_AT_ONCE, "How many items may be in progress, by whomever."
    )
    tasks_at_once = _at_least_one(
        "tasks at once", 2, MOST_AT_ONCE, "How many tasks of a wave run at the same time."
    )
    minutes_per_item = _at_least_one(
        "minutes for an item", 120, LONGEST_BUDGET_MINUTES, "After that the attempt fails."
    )
    setup_command = _command("set-up", "Runs first in each worktree, as `npm ci`. Empty is none.")
    typescript_command = _command("TypeScript check")
    eslint_command = _command("ESLint")
    build_command = _command("build")
    tests_command = _command("tests")
    saved_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False)

    class Meta:
        verbose_name_plural = "execution policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(items_at_once__range=(1, MOST_AT_ONCE))
                & Q(tasks_at_once__range=(1, MOST_AT_ONCE))
                & Q(minutes_per_item__range=(1, LONGEST_BUDGET_MINUTES)),
                name="execution_policy_numbers_check",
            )
        ]

    def __str__(self) -> str:
        return f"execution of {self.repository}"
