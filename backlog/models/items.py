"""Backlog items and what tells a suggestion seen again from a new one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import GitHubRepository, User
from backlog.choices import (
    COMPLEXITY_RANGE,
    QUICK_WIN_MAXIMUM_EFFORT,
    QUICK_WIN_MINIMUM_IMPACT,
    SCORE_RANGE,
    Area,
    ItemStatus,
    ItemType,
)
from backlog.models.item_indexes import ITEM_INDEXES
from backlog.models.reviews import AnalysisRun
from backlog.querysets import BY_PRIORITY, BacklogItemQuerySet, FingerprintQuerySet
from backlog.triggers import (
    allowed_moves,
    creation_history,
    notify_execution,
    status_history,
    text_history,
)
from mason.database.fields import LineField
from mason.database.rows import UpdatedRow
from mason.database.triggers import touch_updated_at
from mason.tables import TABLES


def _within(bounds: tuple[int, int]) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(bounds[0]), MaxValueValidator(bounds[1])]


class BacklogItem(UpdatedRow):
    """A proposed improvement of a repository, with what was decided and done about it."""

    user = models.ForeignKey(
        User, models.PROTECT, blank=True, null=True, related_name="backlog_items"
    )
    repository = models.ForeignKey(
        GitHubRepository,
        models.PROTECT,
        blank=True,
        null=True,
        related_name="backlog_items",
        db_index=False,
    )
    analysis_run = models.ForeignKey(
        AnalysisRun, models.PROTECT, blank=True, null=True, related_name="backlog_items"
    )
    title = LineField()
    problem = models.TextField()
    solution = models.TextField()
    area = LineField(choices=Area, blank=True, null=True)
    type = LineField(choices=ItemType, blank=True, null=True)
    complexity = models.IntegerField(blank=True, null=True, validators=_within(COMPLEXITY_RANGE))
    impact_score = models.IntegerField(
        "impact", blank=True, null=True, validators=_within(SCORE_RANGE)
    )
    effort_score = models.IntegerField(
        "effort", blank=True, null=True, validators=_within(SCORE_RANGE)
    )
    priority_score = models.GeneratedField(
        expression=F("impact_score") * 2 - F("effort_score"),
        output_field=models.IntegerField(),
        db_persist=True,
        verbose_name="priority",
    )
    benefits = models.JSONField(default=list, db_default=[], blank=True)
    status = LineField(choices=ItemStatus, default=ItemStatus.NEW, db_default=ItemStatus.NEW)
    branch_name = LineField("branch", blank=True, null=True)
    pr_url = LineField("pull request", blank=True, null=True)
    prd_content = models.TextField("PRD", blank=True, null=True)
    prd_generated_at = models.DateTimeField("PRD generated at", blank=True, null=True)

    objects = BacklogItemQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_backlog_items
        ordering = [*BY_PRIORITY]
        indexes = ITEM_INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(area__in=Area.values), name="mason_pm_backlog_items_area_check"
            ),
            models.CheckConstraint(
                condition=Q(type__in=ItemType.values), name="mason_pm_backlog_items_type_check"
            ),
            models.CheckConstraint(
                condition=Q(complexity__range=COMPLEXITY_RANGE),
                name="mason_pm_backlog_items_complexity_check",
            ),
            models.CheckConstraint(
                condition=Q(impact_score__range=SCORE_RANGE),
                name="mason_pm_backlog_items_impact_score_check",
            ),
            models.CheckConstraint(
                condition=Q(effort_score__range=SCORE_RANGE),
                name="mason_pm_backlog_items_effort_score_check",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ItemStatus.values),
                name="mason_pm_backlog_items_status_check",
            ),
        ]
        triggers = [
            touch_updated_at(),
            allowed_moves(),
            status_history(),
            creation_history(),
            text_history(),
            notify_execution(),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_quick_win(self) -> bool:
        """Whether the item brings much for little; False while a score is missing."""
        if self.impact_score is None or self.effort_score is None:
            return False
        return (
            self.impact_score >= QUICK_WIN_MINIMUM_IMPACT
            and self.effort_score <= QUICK_WIN_MAXIMUM_EFFORT
        )


class Fingerprint(models.Model):
    """The identity of a suggestion in a repository, and the rows that stand for it.

    An item of a writer that doesn't know fingerprints has none.
    """

    repository = models.ForeignKey(
        GitHubRepository, models.CASCADE, related_name="fingerprints", db_index=False
    )
    value = LineField()
    item = models.ForeignKey(BacklogItem, models.CASCADE, null=True, related_name="fingerprints")
    filtered_item = models.ForeignKey(
        "FilteredItem", models.SET_NULL, null=True, related_name="fingerprints"
    )

    objects = FingerprintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "value"], name="backlog_fingerprint_once_per_repository"
            )
        ]

    def __str__(self) -> str:
        return self.value
