"""Links from a row to the rows of other tables that point to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Field, ManyToOneRel, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A filtered list of another table: what it holds, how many rows, where it is."""

    label: str
    count: int
    url: str


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
    rows = model.objects.filter(**{field: row}).order_by()
    filters = {f"{field}__id__exact": row.pk}
    status = _status_field(model)
    name = str(model._meta.verbose_name_plural)
    if status is not None:
        return RelatedGroup(name, tuple(_links_by_status(rows, status, filters)))
    return RelatedGroup(name, (RelatedLink("All", rows.count(), changelist_url(model, **filters)),))


def _links_by_status(
    rows: QuerySet[Model], status: "Field[Any, Any]", filters: dict[str, object]
) -> Iterator[RelatedLink]:
    counts = dict(rows.values_list(status.name).annotate(Count("pk")))
    yield RelatedLink("All", sum(counts.values()), changelist_url(rows.model, **filters))
    for value, label in status.flatchoices:
        if value in counts:
            url = changelist_url(rows.model, **filters, **{f"{status.name}__exact": value})
            yield RelatedLink(str(label), counts[value], url)


def _status_field(model: type[Model]) -> "Field[Any, Any] | None":
    try:
        field = model._meta.get_field("status")
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
