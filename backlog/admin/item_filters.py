"""What the backlog alone is filtered by: age, origin, PRD, the decision that it was part of."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Final, override
from uuid import UUID

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime, now
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.models import GitHubRepository
from backlog.admin.filters import ChosenFilter
from backlog.models import AnalysisRun, StatusChange

RUN_PARAMETER: Final = "analysis_run__id__exact"
OPERATION_PARAMETER: Final = "operation"
OLDEST_DAYS: Final = 90


class AgeFilter(ChosenFilter):
    """By how long ago the item was proposed."""

    title = "age"
    parameter_name = "age"
    offered = (
        ("today", "Today"),
        ("7", "Last 7 days"),
        ("30", "Last 30 days"),
        (str(OLDEST_DAYS), f"Last {OLDEST_DAYS} days"),
        ("older", f"Older than {OLDEST_DAYS} days"),
    )

    @override
    def condition(self, value: str) -> Q:
        """Give the times between which the item was made."""
        if value == "today":
            midnight = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
            return Q(created_at__gte=midnight)
        if value == "older":
            return Q(created_at__lt=now() - timedelta(days=OLDEST_DAYS))
        return Q(created_at__gte=now() - timedelta(days=int(value)))


class PRDFilter(ChosenFilter):
    """By whether somebody wrote a PRD."""

    title = "PRD"
    parameter_name = "prd"
    offered = (("yes", "With a PRD"), ("no", "Without a PRD"))

    @override
    def condition(self, value: str) -> Q:
        """Give what tells a written PRD; an empty text is none."""
        if value == "yes":
            return Q(prd_content__gt="")
        return Q(prd_content=None) | Q(prd_content="")

    @override
    def chip(self) -> str:
        """Tell what is filtered by, in two words."""
        return dict(self.labels).get(self.value() or "", super().chip())


class RepositoryFilter(AutocompleteSelectFilter):
    """By repository, found by typing; one that there isn't finds nothing."""

    unknown: ClassVar[str] = "one that there isn't"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.given = self.value()
        # The theme's box asks the database for what is chosen, which a text that is no id breaks.
        if self.given and not _uuid(self.given):
            self.lookup_val = None

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen repository."""
        if not self.given:
            return queryset
        key = _uuid(self.given)
        return queryset.filter(repository=key) if key else queryset.none()

    def chip(self) -> str:
        """Tell which repository; empty when it may be any."""
        if not self.given:
            return ""
        rows = GitHubRepository.objects.filter(pk__in=[key] if (key := _uuid(self.given)) else [])
        name = rows.values_list("github_full_name", flat=True).first()
        return f"Repository: {name or self.unknown}"


class _LinkedFilter(SimpleListFilter):
    """By something that a link of another page names; the sheet only carries it along."""

    template = "backlog/list/carried_filter.html"
    unknown: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give what the address has: nothing else is offered."""
        value = self.value()
        return [(value, value)] if value else []

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Give the value for the template's hidden box."""
        yield {"name": self.parameter_name, "value": self.value()}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that belong to it; a value that is no id finds none."""
        if not self.value():
            return queryset
        key = _uuid(self.value())
        return queryset.filter(self.condition(key)) if key else queryset.none()

    def chip(self) -> str:
        """Tell what is filtered by; empty when nothing is."""
        if not self.value():
            return ""
        key = _uuid(self.value())
        return (self.named(key) if key else "") or self.unknown

    def condition(self, key: UUID) -> Q:
        """Give what the rows that belong to it have."""
        raise NotImplementedError

    def named(self, key: UUID) -> str:
        """Give its name; empty when there is none."""
        raise NotImplementedError


class RunFilter(_LinkedFilter):
    """By the analysis run that proposed the items."""

    title = "analysis run"
    parameter_name = RUN_PARAMETER
    unknown = "Analysis run: one that there isn't"

    @override
    def condition(self, key: UUID) -> Q:
        """Give the items of the run."""
        return Q(analysis_run=key)

    @override
    def named(self, key: UUID) -> str:
        """Give mode, repository and time of the run."""
        run = AnalysisRun.objects.select_related("repository").filter(pk=key).first()
        return f"From the {run}" if run else ""


class OperationFilter(_LinkedFilter):
    """By the decision that was made about the items."""

    title = "decision"
    parameter_name = OPERATION_PARAMETER
    unknown = "Decision: one that there isn't"

    @override
    def condition(self, key: UUID) -> Q:
        """Give the items that the operation changed."""
        changes = StatusChange.objects.of_operation(key).order_by()
        return Q(pk__in=changes.values("item"))

    @override
    def named(self, key: UUID) -> str:
        """Give time and person of the decision."""
        changes = StatusChange.objects.of_operation(key).order_by().select_related("user")
        change = changes[:1].first()
        if change is None:
            return ""
        return f"Decided by {change.user or change.channel} on {localtime(change.changed_at):%F %R}"


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
