"""What may be asked of lists: filters that say what is wrong with a value, and of none in silence.

Each filter describes itself for the API's schema: `schema` is the JSON schema of its value.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, QuerySet
from django.http import QueryDict

from accounts.actors import Actor
from accounts.models import GitHubRepository

LONGEST_TEXT: Final = 200
"""Characters of a text that a list is filtered by."""
TEXT_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_TEXT,
    "pattern": r"^[^\u0000]*$",
}
INTEGER_RANGE: Final = (-(2**31), 2**31 - 1)
"""What PostgreSQL's `integer` holds."""

_TRUTHS: Final = {"true": True, "false": False}
_CANONICAL_UUID: Final = re.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,10}")


class Word(str):
    """A value of a closed list, which may stand in a statement's text."""

    __slots__ = ()


class KnownParametersForm(forms.Form):
    """Refuses parameters that don't exist: a misspelt one would silently widen the answer."""

    def clean(self) -> None:
        """Name the parameters that aren't known, and those that are."""
        unknown = sorted(set(self.data) - set(self.fields))
        if unknown:
            raise ValidationError(
                "There is no query parameter %(unknown)s; there are %(known)s.",
                code="unknown_parameter",
                params={"unknown": listed(unknown), "known": listed(sorted(self.fields))},
            )


def listed(names: Iterable[str]) -> str:
    """Give names in quotation marks, with commas between them."""
    return ", ".join(f"“{name}”" for name in names)


class _ParsedField(forms.CharField):
    """A field whose text one function reads; `expected` says what would be right."""

    expected: str = ""
    longest: int | None = LONGEST_TEXT

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, **options})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text:
            return None
        if self.longest is not None and len(text) > self.longest:
            raise ValidationError(f"Give at most {self.longest} characters.", code="max_length")
        try:
            return self.parsed(text)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.expected, code="invalid") from error

    def run_validators(self, value: Any) -> None:
        """Leave what was parsed alone: its text was looked at before."""

    def parsed(self, text: str) -> Any:
        """Read the text; raises ValueError or OverflowError."""
        raise NotImplementedError


class IdField(_ParsedField):
    """A UUID in its canonical form."""

    expected = "Give a UUID."

    def parsed(self, text: str) -> UUID:
        """Read the UUID."""
        if not _CANONICAL_UUID.fullmatch(text):
            raise ValueError(text)
        return UUID(text)


class MomentField(_ParsedField):
    """A time with its offset from UTC, as ISO 8601 writes it."""

    expected = "Give a time with its offset from UTC, as in 2026-03-02T09:00:00Z."

    def parsed(self, text: str) -> datetime:
        """Read the time."""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)


class TruthField(_ParsedField):
    """`true` or `false`."""

    expected = "Give true or false."

    def parsed(self, text: str) -> bool:
        """Read the truth."""
        if text not in _TRUTHS:
            raise ValueError(text)
        return _TRUTHS[text]


class WholeNumberField(_ParsedField):
    """A whole number between two bounds."""

    def __init__(self, *, bounds: tuple[int, int], **options: Any) -> None:
        self.low, self.high = bounds
        self.expected = f"Give a whole number from {self.low} to {self.high}."
        super().__init__(**options)

    def parsed(self, text: str) -> int:
        """Read the number."""
        if not _WHOLE_NUMBER.fullmatch(text) or not self.low <= int(text) <= self.high:
            raise ValueError(text)
        return int(text)


class ChoicesField(_ParsedField):
    """One or more of the known values, with commas between them."""

    longest = None

    def __init__(self, *, values: Iterable[str], **options: Any) -> None:
        self.values = list(values)
        self.expected = f"Give one or more of {', '.join(self.values)}, separated by commas."
        super().__init__(**options)

    def parsed(self, text: str) -> list[str]:
        """Read the values."""
        given = text.split(",")
        if not set(given) <= set(self.values):
            raise ValueError(text)
        return sorted(set(given))


class TextField(_ParsedField):
    """A text, as it is."""

    expected = "Give a text without NUL."

    def parsed(self, text: str) -> str:
        """Read the text."""
        if "\0" in text:
            raise ValueError(text)
        return text


class ListFilter(django_filters.Filter):
    """A filter with a name, a description and the JSON schema of its value."""

    schema: Mapping[str, Any]

    def __init__(
        self, column: str, lookup: str = "exact", *, about: str = "", **options: Any
    ) -> None:
        self.about = about
        super().__init__(field_name=column, lookup_expr=lookup, help_text=about, **options)


class IdFilter(ListFilter):
    """Rows that refer to one row by its id."""

    field_class = IdField
    schema: Mapping[str, Any] = {"type": "string", "format": "uuid"}


class MomentFilter(ListFilter):
    """Rows from a time on (`gte`), or before it (`lt`)."""

    field_class = MomentField
    schema: Mapping[str, Any] = {"type": "string", "format": "date-time"}


class TruthFilter(ListFilter):
    """Rows of which something holds, or doesn't."""

    field_class = TruthField
    schema: Mapping[str, Any] = {"type": "boolean"}


class TextFilter(ListFilter):
    """Rows with this text in a column."""

    field_class = TextField
    schema: Mapping[str, Any] = TEXT_SCHEMA


class WholeNumberFilter(ListFilter):
    """Rows with this number in a column, or at least (`gte`) or at most (`lte`) it."""

    field_class = WholeNumberField

    def __init__(
        self,
        column: str,
        lookup: str = "exact",
        *,
        bounds: tuple[int, int] = INTEGER_RANGE,
        **options: Any,
    ) -> None:
        self.schema = {"type": "integer", "minimum": bounds[0], "maximum": bounds[1]}
        super().__init__(column, lookup, bounds=bounds, **options)


class ChoicesFilter(ListFilter):
    """Rows with one of these values in a column."""

    field_class = ChoicesField

    def __init__(self, column: str, *, values: Iterable[str], **options: Any) -> None:
        known = list(values)
        item = {"type": "string", "enum": known}
        self.schema = {"type": "array", "items": item, "minItems": 1}
        super().__init__(column, values=known, **options)

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        """Keep these rows; a single value is compared as such, which partial indexes serve."""
        if not value:
            return qs
        words = [Word(one) for one in value]
        if len(words) == 1:
            return qs.filter(**{str(self.field_name): words[0]})
        return qs.filter(**{f"{self.field_name}__in": words})


class ResourceFilterSet(django_filters.FilterSet):
    """The filters of one resource's list; it knows who asks as `actor`."""

    def __init__(self, data: QueryDict, *, queryset: QuerySet[Any], actor: Actor) -> None:
        self.actor = actor
        super().__init__(data, queryset=queryset)


class RepositoryFilterSet(ResourceFilterSet):
    """The filters of rows that belong to a repository by their column `repository_id`."""

    repository_id = IdFilter("repository", about="Only rows of this repository.")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter; of one repository's rows, who may see them is asked once, of the repository.

        Asked of each row, it keeps PostgreSQL from reading the repository's rows in their order.
        """
        repository_id = self.form.cleaned_data["repository_id"]
        if repository_id is not None and self.actor.api_key_id is not None:
            visible = GitHubRepository.objects.visible_to(self.actor).filter(pk=repository_id)
            queryset = queryset.model._meta.default_manager.filter(Exists(visible))
        return super().filter_queryset(queryset)


def since(column: str) -> MomentFilter:
    """Give the filter of rows whose time in a column is this one or later."""
    return MomentFilter(column, "gte", about=f"{column} is this time or later.")


def before(column: str) -> MomentFilter:
    """Give the filter of rows whose time in a column is before this one."""
    return MomentFilter(column, "lt", about=f"{column} is before this time.")


def at_least(column: str, bounds: tuple[int, int] = INTEGER_RANGE) -> WholeNumberFilter:
    """Give the filter of rows whose number in a column is this one or more."""
    return WholeNumberFilter(column, "gte", bounds=bounds, about=f"{column} is at least this.")


def at_most(column: str, bounds: tuple[int, int] = INTEGER_RANGE) -> WholeNumberFilter:
    """Give the filter of rows whose number in a column is this one or less."""
    return WholeNumberFilter(column, "lte", bounds=bounds, about=f"{column} is at most this.")
