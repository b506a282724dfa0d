"""What may be asked of lists of the backlog."""

from typing import Any, Final, cast
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Exists, Q, QuerySet
from django.http import QueryDict

from accounts.actors import Actor
from accounts.filters import (
    ChoicesFilter,
    IdFilter,
    KnownParametersForm,
    RepositoryFilterSet,
    ResourceFilterSet,
    TextFilter,
    TruthFilter,
    WholeNumberFilter,
    at_least,
    at_most,
    before,
    since,
)
from accounts.models import GitHubRepository
from backlog.choices import (
    COMPLEXITY_RANGE,
    SCORE_RANGE,
    AnalysisStatus,
    Area,
    FilterTier,
    ItemStatus,
    ItemType,
    OverrideStatus,
)
from backlog.models import BacklogItem
from backlog.modes import MODE_NAMES
from backlog.querysets import QUICK_WIN, BacklogItemQuerySet

LIMIT_RANGE: Final = (1, 50)
"""Fewest and most items of one answer."""
_LIMIT_EXPECTED: Final = f"Give a whole number from {LIMIT_RANGE[0]} to {LIMIT_RANGE[1]}."


class LimitFilter(django_filters.Filter):
    """How many rows are asked for; it leaves the rows alone, since they are counted too."""

    field_class = forms.IntegerField

    def filter(self, qs: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        """Give all rows: the view cuts them."""
        return qs


class ApprovedItemsFilter(django_filters.FilterSet):
    """Which of the approved items that an actor may see are asked for, and how many."""

    limit = LimitFilter(
        min_value=LIMIT_RANGE[0],
        max_value=LIMIT_RANGE[1],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _LIMIT_EXPECTED),
    )
    repository_id = django_filters.UUIDFilter(
        method="of_repository", error_messages={"invalid": "Give the UUID of a repository."}
    )

    class Meta:
        model = BacklogItem
        fields: list[str] = []
        form = KnownParametersForm

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        self.actor = actor
        super().__init__(data, queryset=BacklogItem.objects.visible_to(actor).approved())

    @property
    def items(self) -> BacklogItemQuerySet:
        """The items asked for, all of them."""
        return cast("BacklogItemQuerySet", self.qs)

    @property
    def limit_given(self) -> int:
        """How many items are asked for: one, when nothing is said."""
        return self.form.cleaned_data["limit"] or LIMIT_RANGE[0]

    @property
    def repository_given(self) -> UUID | None:
        """The repository whose items are asked for; None for all that the actor may see."""
        given: UUID | None = self.form.cleaned_data["repository_id"]
        return given

    def of_repository(
        self, items: BacklogItemQuerySet, _name: str, repository_id: UUID
    ) -> BacklogItemQuerySet:
        """Keep a repository's items: none, if the actor may not see the repository."""
        visible = GitHubRepository.objects.visible_to(self.actor).filter(pk=repository_id)
        return BacklogItem.objects.approved().filter(Exists(visible), repository=repository_id)


class QuickWinFilter(TruthFilter):
    """Items that bring much for little, or the others."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - django-filter's signature
        """Keep the items of which it is so."""
        return qs if value is None else qs.filter(QUICK_WIN if value else ~QUICK_WIN)


class PRDFilter(TruthFilter):
    """Items that have a PRD, or the others."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - django-filter's signature
        """Keep the items of which it is so."""
        has_prd = Q(prd_content__gt="")
        return qs if value is None else qs.filter(has_prd if value else ~has_prd)


class ItemFilters(RepositoryFilterSet):
    """What lists of backlog items are filtered by."""

    status = ChoicesFilter("status", values=ItemStatus.values, about="Where the items stand.")
    area = ChoicesFilter("area", values=Area.values, about="Which half of the product.")
    type = ChoicesFilter("type", values=ItemType.values, about="Which part of the product.")
    analysis_run_id = IdFilter("analysis_run", about="Only items that this run proposed.")
    complexity = WholeNumberFilter(
        "complexity", bounds=COMPLEXITY_RANGE, about="Only items of this complexity."
    )
    quick_win = QuickWinFilter("pk", about="Impact 7 or more and effort 3 or less, or not.")
    has_prd = PRDFilter("prd_content", about="With a PRD, or without.")
    branch_name = TextFilter("branch_name", about="Only items on this branch.")
    impact_min = at_least("impact_score", SCORE_RANGE)
    impact_max = at_most("impact_score", SCORE_RANGE)
    effort_min = at_least("effort_score", SCORE_RANGE)
    effort_max = at_most("effort_score", SCORE_RANGE)
    priority_min = at_least("priority_score")
    priority_max = at_most("priority_score")
    created_since = since("created_at")
    created_before = before("created_at")
    updated_since = since("updated_at")
    updated_before = before("updated_at")


class AnalysisRunFilters(RepositoryFilterSet):
    """What lists of analysis runs are filtered by."""

    status = ChoicesFilter("status", values=AnalysisStatus.values, about="Where the runs stand.")
    mode = ChoicesFilter("mode", values=MODE_NAMES, about="How broad the runs are.")
    items_found_min = at_least("items_found")
    items_found_max = at_most("items_found")
    started_since = since("started_at")
    started_before = before("started_at")
    completed_since = since("completed_at")
    completed_before = before("completed_at")


class FilteredItemFilters(RepositoryFilterSet):
    """What lists of filtered items are filtered by."""

    filter_tier = ChoicesFilter(
        "filter_tier", values=FilterTier.values, about="The stage that kept it out."
    )
    override_status = ChoicesFilter(
        "override_status", values=OverrideStatus.values, about="Restored by a person, or not."
    )
    rule = TextFilter("filter_reason", "startswith", about="The reason begins with this code.")
    area = ChoicesFilter("area", values=Area.values, about="Which half of the product.")
    type = ChoicesFilter("type", values=ItemType.values, about="Which part of the product.")
    analysis_run_id = IdFilter("analysis_run", about="Only what this run proposed.")
    created_since = since("created_at")
    created_before = before("created_at")


class RestoreFeedbackFilters(ResourceFilterSet):
    """What lists of restores are filtered by."""

    repository_id = IdFilter("filtered_item__repository", about="Only of this repository.")
    filtered_item_id = IdFilter("filtered_item", about="Only of this filtered item.")
    filter_tier = ChoicesFilter(
        "filter_tier", values=FilterTier.values, about="The stage that had kept it out."
    )
    restored_since = since("restored_at")
    restored_before = before("restored_at")
