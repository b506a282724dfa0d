"""What may be asked of lists of the backlog."""

from collections.abc import Iterable
from typing import Any, Final, cast
from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, QueryDict

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.models import BacklogItem
from backlog.querysets import BacklogItemQuerySet

LIMIT_RANGE: Final = (1, 50)
"""Fewest and most items of one answer."""
_LIMIT_EXPECTED: Final = f"Give a whole number from {LIMIT_RANGE[0]} to {LIMIT_RANGE[1]}."


class KnownParametersForm(forms.Form):
    """Refuses parameters that don't exist: a misspelt one would silently widen the answer."""

    def clean(self) -> None:
        """Name the parameters that aren't known, and those that are."""
        unknown = sorted(set(self.data) - set(self.fields))
        if unknown:
            raise ValidationError(
                "There is no query parameter %(unknown)s; there are %(known)s.",
                code="unknown_parameter",
                params={"unknown": _listed(unknown), "known": _listed(sorted(self.fields))},
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


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
        """The items asked for, all of them; raises Http404 for an unknown repository."""
        return cast("BacklogItemQuerySet", self.qs)

    @property
    def limit_given(self) -> int:
        """How many items are asked for: one, when nothing is said."""
        return self.form.cleaned_data["limit"] or LIMIT_RANGE[0]

    def of_repository(
        self, items: BacklogItemQuerySet, _name: str, repository_id: UUID
    ) -> BacklogItemQuerySet:
        """Keep a repository's items; raises Http404 for one that the actor may not see."""
        if not GitHubRepository.objects.visible_to(self.actor).filter(pk=repository_id).exists():
            raise Http404(f"There is no repository {repository_id}.")
        return items.filter(repository=repository_id)
