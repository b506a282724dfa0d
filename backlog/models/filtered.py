"""What the filter kept back, and what people brought back of it."""

from django.db import models
from django.db.models import Q

from accounts.models import GitHubRepository
from backlog.choices import FilterTier, OverrideStatus
from backlog.models.reviews import AnalysisRun
from backlog.querysets import FilteredItemQuerySet, RestoreFeedbackQuerySet
from mason.database.fields import LineField
from mason.database.rows import CreatedRow
from mason.tables import TABLES

DEFAULT_COMPLEXITY = 2


class FilteredItem(CreatedRow):
    """A suggestion that the filter kept out of the backlog."""

    title = LineField()
    problem = models.TextField()
    solution = models.TextField()
    type = LineField()
    area = LineField()
    impact_score = models.IntegerField("impact")
    effort_score = models.IntegerField("effort")
    complexity = models.IntegerField(default=DEFAULT_COMPLEXITY, db_default=DEFAULT_COMPLEXITY)
    benefits = models.JSONField(default=list, db_default=[], blank=True)
    filter_reason = models.TextField("reason")
    filter_tier = LineField("tier", choices=FilterTier, blank=True, null=True)
    filter_confidence = models.DecimalField("confidence", max_digits=3, decimal_places=2)
    evidence = models.TextField(blank=True, null=True)
    analysis_run = models.ForeignKey(
        AnalysisRun, models.PROTECT, blank=True, null=True, related_name="filtered_items"
    )
    override_status = LineField(
        choices=OverrideStatus,
        default=OverrideStatus.FILTERED,
        db_default=OverrideStatus.FILTERED,
    )
    repository = models.ForeignKey(
        GitHubRepository, models.PROTECT, blank=True, null=True, related_name="filtered_items"
    )

    objects = FilteredItemQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_filtered_items
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["-created_at", "id"], name="filtered_items_newest"),
            models.Index(fields=["filter_tier", "override_status"], name="filtered_items_outcome"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(filter_tier__in=FilterTier.values),
                name="mason_pm_filtered_items_filter_tier_check",
            ),
            models.CheckConstraint(
                condition=Q(filter_confidence__range=(0, 1)),
                name="mason_pm_filtered_items_filter_confidence_check",
            ),
            models.CheckConstraint(
                condition=Q(override_status__in=OverrideStatus.values),
                name="mason_pm_filtered_items_override_status_check",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RestoreFeedback(CreatedRow):
    """That a person restored a filtered item: what the rule's confidence is lowered by."""

    filtered_item = models.ForeignKey(FilteredItem, models.PROTECT, related_name="feedback")
    filter_tier = LineField("tier")
    filter_reason = models.TextField("reason")
    restored_at = models.DateTimeField()

    objects = RestoreFeedbackQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_restore_feedback
        ordering = ["-restored_at", "id"]
        indexes = [models.Index(fields=["-restored_at", "id"], name="restore_feedback_newest")]
        verbose_name_plural = "restore feedback"

    def __str__(self) -> str:
        return f"{self.filtered_item} restored on {self.restored_at:%Y-%m-%d}"
