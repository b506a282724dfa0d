"""How suggestions were judged, what was seen again, and what curators set about the filter."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import Channel
from accounts.models import GitHubRepository, User
from backlog.choices import BlocklistKind
from backlog.models.filtered import FilteredItem
from backlog.models.items import BacklogItem
from backlog.models.reviews import AnalysisRun
from backlog.querysets import JudgementQuerySet, SightingQuerySet
from mason.database.fields import LineField
from mason.database.functions import ClockNow


class Judgement(models.Model):
    """What the rules said of a suggestion when it became an item or a filtered item.

    `objections` are the rules' answers in their order, filtering or not; `silent` are the codes of
    rules that needed a checkout or were switched off, by why. A rule that is in neither had no
    objection. Rows of other writers have none.
    """

    repository = models.ForeignKey(
        GitHubRepository, models.CASCADE, related_name="judgements", db_index=False
    )
    item = models.OneToOneField(BacklogItem, models.CASCADE, null=True, related_name="judgement")
    filtered_item = models.OneToOneField(
        FilteredItem, models.CASCADE, null=True, related_name="judgement"
    )
    judged_at = models.DateTimeField(default=timezone.now)
    files = ArrayField(models.TextField(), default=list)
    analyser_rule = LineField(default="", help_text="Of the analyser, as in ruff S101.")
    file_digests = models.JSONField(
        default=dict, help_text="Git's hashes of the files when they were last seen."
    )
    objections = models.JSONField(default=list)
    silent = models.JSONField(default=dict)
    filtered_by = LineField(null=True, help_text="Code of the rule that filtered it.")
    is_exempt = models.BooleanField(
        default=False, help_text="Whether the review's mode lets nothing be filtered."
    )
    repeats = models.ForeignKey(
        BacklogItem,
        models.SET_NULL,
        null=True,
        related_name="repeated_by",
        help_text="The item that the filtered suggestion says again.",
    )

    objects = JudgementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["repository", "-judged_at"], name="backlog_judgements_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None) ^ Q(filtered_item=None),
                name="backlog_judgement_of_one_row",
            )
        ]

    def __str__(self) -> str:
        return f"judgement of {self.item or self.filtered_item}"


class Sighting(models.Model):
    """That a later review made a suggestion again; `matched_by` says what told so."""

    item = models.ForeignKey(
        BacklogItem, models.CASCADE, null=True, related_name="sightings", db_index=False
    )
    filtered_item = models.ForeignKey(
        FilteredItem, models.CASCADE, null=True, related_name="sightings", db_index=False
    )
    analysis_run = models.ForeignKey(AnalysisRun, models.CASCADE, related_name="sightings")
    seen_at = models.DateTimeField(default=timezone.now)
    title = LineField(help_text="As the review put it.")
    matched_by = LineField(help_text="fingerprint, or the code of the rule that found it.")

    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None) ^ Q(filtered_item=None), name="backlog_sighting_of_one_row"
            ),
            models.UniqueConstraint(
                fields=["item", "analysis_run"], name="backlog_item_seen_once_in_run"
            ),
            models.UniqueConstraint(
                fields=["filtered_item", "analysis_run"], name="backlog_filtered_seen_once_in_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} seen again on {self.seen_at:%Y-%m-%d}"


class FilterPolicy(models.Model):
    """What a repository's filter was set to, by whom and why; the latest is in force.

    What isn't named is as Mason has it. Rows are never changed: together they are the history.
    """

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    repository = models.ForeignKey(
        GitHubRepository, models.CASCADE, related_name="filter_policies", db_index=False
    )
    floors = models.JSONField(default=dict, help_text="By tier.")
    confidences = models.JSONField(default=dict, help_text="By the code of the rule.")
    off = ArrayField(models.TextField(), default=list, help_text="Codes of rules switched off.")
    reason = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False)
    channel = LineField(choices=Channel)

    class Meta:
        ordering = ["-saved_at", "-id"]
        verbose_name_plural = "filter policies"
        indexes = [
            models.Index(fields=["repository", "-saved_at"], name="backlog_policy_newest"),
        ]

    def __str__(self) -> str:
        return f"filter of {self.repository} from {self.saved_at:%Y-%m-%d %H:%M}"


class BlocklistPattern(models.Model):
    """What a repository doesn't want to hear of: a path, a title or an analyser's rule.

    A pattern that is taken off the list is kept with who did it: it explains old verdicts.
    """

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    repository = models.ForeignKey(
        GitHubRepository, models.CASCADE, related_name="blocklist_patterns"
    )
    kind = LineField(choices=BlocklistKind)
    pattern = LineField(
        help_text="A path as in .gitignore; in titles and rules * stands for any characters."
    )
    reason = models.TextField(help_text="Why, for whoever reads the verdict.")
    expires_at = models.DateTimeField(
        blank=True, null=True, help_text="From when it counts no longer; empty: for good."
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", editable=False
    )

    class Meta:
        ordering = ["repository", "kind", "pattern"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BlocklistKind.values), name="backlog_blocklist_kind"
            ),
            models.UniqueConstraint(
                fields=["repository", "kind", "pattern"],
                condition=Q(removed_at=None),
                name="backlog_blocklist_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pattern}"


class FilterConfirmation(models.Model):
    """That a person looked at a filtered item and found that the filter was right."""

    filtered_item = models.OneToOneField(
        FilteredItem, models.CASCADE, primary_key=True, related_name="confirmation"
    )
    confirmed_at = models.DateTimeField(default=timezone.now, db_default=ClockNow())
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False)
    channel = LineField(choices=Channel)
    reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.filtered_item} confirmed"
