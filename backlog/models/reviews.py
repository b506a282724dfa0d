"""Reviews of repositories."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import GitHubRepository, User
from backlog.choices import AnalysisStatus
from backlog.modes import FULL
from backlog.querysets import AnalysisRunQuerySet
from mason.database.fields import LineField
from mason.database.functions import TransactionNow
from mason.database.rows import CreatedRow
from mason.tables import TABLES


class AnalysisRun(CreatedRow):
    """One review of one repository."""

    user = models.ForeignKey(
        User, models.PROTECT, blank=True, null=True, related_name="analysis_runs"
    )
    repository = models.ForeignKey(
        GitHubRepository, models.PROTECT, blank=True, null=True, related_name="analysis_runs"
    )
    mode = LineField(default=FULL, db_default=FULL)
    items_found = models.IntegerField(default=0, db_default=0)
    started_at = models.DateTimeField(default=timezone.now, db_default=TransactionNow())
    completed_at = models.DateTimeField(blank=True, null=True)
    status = LineField(
        choices=AnalysisStatus,
        default=AnalysisStatus.IN_PROGRESS,
        db_default=AnalysisStatus.IN_PROGRESS,
    )
    error_message = models.TextField(blank=True, null=True)

    objects = AnalysisRunQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_analysis_runs
        ordering = ["-started_at", "id"]
        indexes = [
            models.Index(fields=["-started_at", "id"], name="analysis_runs_newest"),
            models.Index(fields=["status", "-started_at", "id"], name="analysis_runs_of_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AnalysisStatus.values),
                name="mason_pm_analysis_runs_status_check",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} review of {self.repository} on {self.started_at:%Y-%m-%d %H:%M}"


class ReviewedCommit(models.Model):
    """The commit that a run looked at, where the checkout was a git repository."""

    analysis_run = models.OneToOneField(
        AnalysisRun, models.CASCADE, primary_key=True, related_name="reviewed_commit"
    )
    commit_sha = LineField()

    def __str__(self) -> str:
        return self.commit_sha


class SubmittedBatches(models.Model):
    """What a run that gets its suggestions in batches must know of the earlier ones."""

    analysis_run = models.OneToOneField(
        AnalysisRun, models.CASCADE, primary_key=True, related_name="batches"
    )
    latest_at = models.DateTimeField()
    repeated_item_ids = ArrayField(
        models.UUIDField(),
        default=list,
        help_text="Open items of other runs that were proposed again.",
    )

    def __str__(self) -> str:
        return f"last batch on {self.latest_at:%Y-%m-%d %H:%M}"
