"""Who may see and change what in the admin, and what all of its tables share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, override

from django.contrib.admin import (
    AllValuesFieldListFilter,
    ChoicesFieldListFilter,
    ShowFacets,
    display,
)
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation, IncorrectLookupParameters
from django.core.exceptions import (
    BadRequest,
    FieldDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import checkbox
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.actors import Actor
from accounts.admin.exporting import ExportingAdmin
from accounts.admin.paginating import PagedList, PagingAdmin
from accounts.admin.relating import related_groups
from accounts.choices import ADMINISTER, DECIDE
from accounts.models import User
from mason.database.fields import LineField

ROWS_PER_PAGE = 30

LOOKUPS: Final = frozenset({"exact", "in", "isnull", "lt", "lte", "gt", "gte"})
"""How an address may compare a column: patterns would let it keep the database busy for long."""

_PLAIN_FILTERS: Final = (AllValuesFieldListFilter, ChoicesFieldListFilter)
"""Django's filters that ask the database for whatever text they are given."""

_CHECKBOX: Final = checkbox.render(ACTION_CHECKBOX_NAME, "{pk}")


def signed_in_user(request: HttpRequest) -> User:
    """Give whoever is signed in; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def curator_of(request: HttpRequest) -> Actor:
    """Give whoever is signed in, as the one who does what the request asks for."""
    return Actor.curator(signed_in_user(request))


def is_administrator(request: HttpRequest) -> bool:
    """Tell whether the person may see users and keys."""
    return bool(request.user.has_perm(ADMINISTER))


def may_decide(request: HttpRequest) -> bool:
    """Tell whether the person may approve, defer, reject, reopen and restore."""
    return bool(request.user.has_perm(DECIDE))


def require_decider(request: HttpRequest) -> None:
    """Raise PermissionDenied for whoever may only look."""
    if not may_decide(request):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class RowAction:
    """A button on a row's page; it leads to a page that asks before anything changes.

    One that `posts` does at once what changes nothing that a person would want to be asked about.
    """

    label: str
    url: str
    variant: str = "default"
    posts: bool = False


class LightChangeList(PagedList):
    """A list that leaves the model admin's `unlisted_texts` in the database."""

    model_admin: Any

    @override
    def get_filters(self, request: HttpRequest) -> Any:
        """Give Django's filters; raises IncorrectLookupParameters for what no link asks for."""
        found = super().get_filters(request)
        plain = [spec for spec in found[0] if type(spec) in _PLAIN_FILTERS]
        theirs = [name for spec in plain for name in spec.expected_parameters() if name]
        if "\0" in "".join(value for name in theirs for value in request.GET.getlist(name)):
            raise IncorrectLookupParameters
        for lookup in found[2]:
            text = "".join(request.GET.getlist(lookup))
            if "\0" in text or not _is_plain(self.model, lookup.split(LOOKUP_SEP)):
                raise IncorrectLookupParameters
        return found

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Model]:
        """Give the rows of the list without their long texts."""
        rows = super().get_queryset(request, exclude_parameters)
        return rows.defer(*self.model_admin.unlisted_texts)


class CuratorAdmin(PagingAdmin, ExportingAdmin):  # type: ignore[misc]  # Unfold and Django differ
    """A table whose permissions say who sees it; rows are read-only until the table says so."""

    addable: ClassVar[bool] = False
    changeable: ClassVar[bool] = False
    unlisted_texts: ClassVar[tuple[str, ...]] = ()
    when_empty: ClassVar[str] = ""
    """What a person can do to fill the table, told where it is empty."""
    when_empty_command: ClassVar[str] = ""

    # One-line columns are text columns, for which Unfold draws several lines.
    formfield_overrides: Any = {  # type: ignore[misc]  # Unfold and Django declare it differently
        LineField: {"widget": UnfoldAdminTextInputWidget}
    }
    list_per_page = ROWS_PER_PAGE
    list_max_show_all = ROWS_PER_PAGE
    show_facets = ShowFacets.NEVER
    list_filter_submit = True
    show_full_result_count = False
    change_form_outer_before_template: Any = "accounts/admin/row_panel.html"

    def action_checkbox(self, obj: Any) -> SafeString:
        """Give the row's checkbox, whose template was rendered once for all rows."""
        return format_html(_CHECKBOX, pk=obj.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let rows be added only where the table says so, by whoever has the permission."""
        return self.addable and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let rows be changed only where the table says so, by whoever has the permission."""
        return self.changeable and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: rows are rejected, deactivated, revoked or kept as history."""
        return False

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the text without NUL, which PostgreSQL has in no text."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    @override
    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> Any:
        """Carry an action out; raises BadRequest for a selection that no list sends."""
        _require_values(self.opts.pk, request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().response_action(request, queryset, action_location)

    @override
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or take the form; raises BadRequest for rows that have no such ids.

        Django's box would ask the database for them.
        """
        fields: Sequence[Any] = self.opts.concrete_fields
        for field in fields:
            if field.is_relation:
                named = [request.GET.get(field.name), request.POST.get(field.name)]
                _require_values(field.target_field, filter(None, named))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # type: ignore[override]  # Unfold promises an instance
        """Give the list that loads no long texts."""
        return LightChangeList

    @override
    def get_action_choices(
        self,
        request: HttpRequest,
        default_choices: Any = None,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> list[tuple[str, str]]:
        """Give Django's choices: Unfold's own overriding lacks the place, which Django warns of."""
        blank = [("", "Select action")]
        return DjangoModelAdmin.get_action_choices(self, request, blank, action_location)

    @display(description="User")
    def owner(self, row: Any) -> str:
        """Give whose row it is, without a link: only administrators may follow it."""
        return "" if row.user is None else str(row.user)

    def row_actions(self, request: HttpRequest, row: Any) -> list[RowAction]:
        """Give the buttons of a row's page that the person may press."""
        return []

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Offer deciding and restoring to whoever may do that."""
        return may_decide(request)

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show a row's buttons and what belongs to it above its form."""
        if obj is not None:
            context |= {
                "row_actions": self.row_actions(request, obj),
                "related_groups": list(related_groups(self.admin_site, request, obj)),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)


def _is_plain(model: type[Model], names: Sequence[str]) -> bool:
    """Tell whether the names lead over relations to a column, and on to one of LOOKUPS at most."""
    reached: Any = model
    for index, name in enumerate(names):
        try:
            reached = reached._meta.get_field(name).related_model
        except (AttributeError, FieldDoesNotExist):
            return name in LOOKUPS and index == len(names) - 1
    return True


def _require_values(field: Any, texts: Iterable[str | None]) -> None:
    """Raise BadRequest for a text that can't be a value of the field."""
    try:
        for text in texts:
            field.to_python(text)
    except ValidationError as error:
        raise BadRequest("There is no such row.") from error
