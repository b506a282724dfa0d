"""Links from a row to the rows of other tables that point to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Func, IntegerField, ManyToOneRel, Model, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

MAXIMUM_COUNTED: Final = 1_000
"""Rows of another table that are counted for a row; that there are more is all that is said."""


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A filtered list of another table: what it holds, how many rows, where it is."""

    label: str
    count: int
    url: str

    @property
    def shown_count(self) -> str:
        """The count as people read it; it may be a capped one, or a sum of such."""
        return shown_count(self.count)


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """The rows of one table that point to a row, all of them and by status."""

    name: str
    links: tuple[RelatedLink, ...]


def changelist_url(model: type[Model], **filters: object) -> str:
    """Give the address of a table's list in the admin, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return (
        f"{address}?{urlencode({name: str(value) for name, value in filters.items()})}"
        if filters
        else address
    )


def row_url(row: Model) -> str:
    """Give the address of a row's page in the admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def row_links(rows: Iterable[Model]) -> SafeString:
    """Give links to the pages of rows."""
    links = ((row_url(row), str(row)) for row in rows)
    return format_html_join(", ", '<a class="text-link" href="{}">{}</a>', links)


def web_link(address: str | None) -> str:
    """Give a link to a web address; a text that isn't one, or is a script, stays a text."""
    if address and address.startswith(("https://", "http://")):
        link = '<a class="text-link" href="{}" rel="noreferrer">{}</a>'
        return format_html(link, address, address)
    return address or ""


def capped_count(model: type[Model], field: str, **filters: object) -> Func:
    """Give the SQL for how many rows of a table point to the outer row, by its column `field`.

    It stops at one more than MAXIMUM_COUNTED, so that its time doesn't grow with the table.
    """
    rows = model._meta.base_manager.filter(**{field: OuterRef("pk")}, **filters)
    found = ArraySubquery(rows.order_by().values("pk")[: MAXIMUM_COUNTED + 1])
    return Func(found, function="cardinality", output_field=IntegerField())


def shown_count(count: int) -> str:
    """Give a count as people read it: 12, or 1,000+ for a capped one."""
    return f"{MAXIMUM_COUNTED:,}+" if count > MAXIMUM_COUNTED else f"{count:,}"


def related_groups(site: AdminSite, request: HttpRequest, row: Model) -> Iterator[RelatedGroup]:
    """Give, for each table of the admin with rows that point to this one, links to those rows.

    The relations are read from the models, so an app needn't know which others point to it.
    """
    for relation in row._meta.related_objects:
        model = relation.related_model
        if not isinstance(relation, ManyToOneRel) or not site.is_registered(model):
            continue
        if not site.get_model_admin(model).has_view_permission(request):
            continue
        group = _group(relation, row)
        if group.links[0].count:
            yield group


def _group(relation: ManyToOneRel, row: Model) -> RelatedGroup:
    model: Any = relation.related_model
    field = relation.field.name
    filters = {f"{field}__id__exact": row.pk}
    status = _status_field(model)
    counts = _counts(row, model, field, status)
    total = RelatedLink("All", sum(counts.values()), changelist_url(model, **filters))
    links = _links_by_status(counts, model, status, filters) if status is not None else ()
    return RelatedGroup(str(model._meta.verbose_name_plural), (total, *links))


def _counts(
    row: Model, model: type[Model], field: str, status: "Field[Any, Any] | None"
) -> dict[str, int]:
    """Count the rows by status, each capped, in one query; without a status all under ''."""
    values = [value for value, _ in status.flatchoices] if status is not None else [""]
    each = [
        capped_count(model, field, **({status.name: value} if status is not None else {}))
        for value in values
    ]
    itself = type(row)._meta.base_manager.filter(pk=row.pk)
    counts = itself.values_list(*each).first() or [0] * len(values)
    return dict(zip(values, counts, strict=True))


def _links_by_status(
    counts: Mapping[str, int],
    model: type[Model],
    status: "Field[Any, Any]",
    filters: Mapping[str, object],
) -> Iterator[RelatedLink]:
    for value, label in status.flatchoices:
        if counts[value]:
            url = changelist_url(model, **filters, **{f"{status.name}__exact": value})
            yield RelatedLink(str(label), counts[value], url)


def _status_field(model: type[Model]) -> "Field[Any, Any] | None":
    try:
        field = model._meta.get_field("status")
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
