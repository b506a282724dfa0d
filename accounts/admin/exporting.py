"""Links that export what a list of the admin shows: all of its rows, with every column."""

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from accounts.admin.export_formats import FORMATS, ROWS_AT_ONCE, ExportFormat, Row

SECRET_COLUMNS: Final = frozenset({"password", "key_hash", "api_key", "encrypted_api_key"})
"""Columns that leave Mason in no export, by name in the database."""
TELLING_FIELDS: Final = ("github_full_name", "github_username", "title")
"""What says to a person which row another one points to; the first that its table has."""


class Unpaged(ChangeList):
    """A list of which only the queryset is used: it neither counts its rows nor loads a page."""

    def get_results(self, request: HttpRequest) -> None:
        """Ask the database for nothing."""
        rows, self.queryset = self.queryset, self.queryset.none()
        super().get_results(request)
        self.queryset = rows


class ExportingAdmin(ModelAdmin):
    """A table whose list can be taken along as a file, by whoever may see it."""

    def get_urls(self) -> list[URLPattern]:
        """Add an address below the list's for each format; it takes the list's query string."""
        return [*map(self._address, FORMATS), *super().get_urls()]

    def _address(self, form: ExportFormat) -> URLPattern:
        view: Callable[..., Any] = require_safe(partial(self._export, form=form))
        name = f"{self.opts.app_label}_{self.opts.model_name}_export_{form.name}"
        return path(f"export.{form.name}", self.admin_site.admin_view(view), name=name)

    def _export(self, request: HttpRequest, *, form: ExportFormat) -> HttpResponseBase:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            rows = listed_rows(self, request)
        except IncorrectLookupParameters:
            # As the list does, which says there that the filter is wrong.
            return HttpResponseRedirect(f"./?{ERROR_FLAG}=1")
        columns = exported_columns(self.model)
        pieces = form.pieces([*columns], _streamed(rows, [*columns.values()]))
        return StreamingHttpResponse(
            pieces,
            content_type=f"{form.content_type}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self._file(form)}"'},
        )

    def _file(self, form: ExportFormat) -> str:
        return f"mason-{slugify(str(self.opts.verbose_name_plural))}-{localdate()}.{form.name}"


def exported_columns(model: type[Model]) -> dict[str, str]:
    """Give the exported columns in order, the name of each with the lookup that fetches it.

    A table's own columns have their names in the database. After one that points to another row
    comes, without the `_id`, what that row is called.
    """
    columns: dict[str, str] = {}
    fields: Sequence[Any] = model._meta.concrete_fields
    for field in fields:
        if field.column not in SECRET_COLUMNS:
            columns |= {field.column: field.attname, **_telling_column(field)}
    return columns


def _telling_column(field: Any) -> dict[str, str]:
    if not field.is_relation:
        return {}
    names = {related.name for related in field.related_model._meta.concrete_fields}
    telling = [name for name in TELLING_FIELDS if name in names]
    return {field.name: f"{field.name}__{telling[0]}"} if telling else {}


def listed_rows(admin: ModelAdmin, request: HttpRequest) -> QuerySet[Model]:
    """Give the rows that the list has on all of its pages, in its order.

    Raises IncorrectLookupParameters for a filter that the list doesn't have.
    """
    lister: Any = copy.copy(admin)
    listing: Any = admin.get_changelist(request)
    unpaged = type("Export", (Unpaged, listing), {})
    lister.get_changelist = lambda _request: unpaged
    rows: QuerySet[Model] = lister.get_changelist_instance(request).queryset
    return rows


def _streamed(rows: QuerySet[Model], lookups: Sequence[str]) -> Iterator[Row]:
    """Fetch rows by a cursor in the database, a part at a time.

    The cursor is opened by the first part that is read: an answer that nobody reads has none, which
    Python would close whenever it collects the answer, in the midst of another query at worst.
    """
    return rows.prefetch_related(None).values_list(*lookups).iterator(chunk_size=ROWS_AT_ONCE)
