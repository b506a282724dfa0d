"""Who may see and change what in the admin, and what all of its tables share."""

from dataclasses import dataclass
from typing import Any, ClassVar, override

from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.admin import ShowFacets, display
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.actors import Actor
from accounts.admin.paginating import CappedPaginator
from accounts.admin.relating import related_groups
from accounts.models import User
from mason.database.fields import LineField

ROWS_PER_PAGE = 30


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
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


@dataclass(frozen=True, slots=True)
class RowAction:
    """A button on a row's page; it leads to a page that asks before anything changes."""

    label: str
    url: str
    variant: str = "default"


class LightChangeList(ChangeList):
    """A list that leaves the model admin's `unlisted_texts` in the database."""

    model_admin: Any

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Model]:
        """Give the rows of the list without their long texts."""
        rows = super().get_queryset(request, exclude_parameters)
        return rows.defer(*self.model_admin.unlisted_texts)


class CuratorAdmin(ModelAdmin):
    """A table that every curator may see. Rows are read-only until a table says otherwise."""

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
    paginator = CappedPaginator
    change_form_outer_before_template: Any = "accounts/admin/row_panel.html"

    def is_open_to(self, request: HttpRequest) -> bool:
        """Tell whether the person may use this table; model permissions play no part."""
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to whoever may use one of its tables."""
        return self.is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show the table to whoever may use it."""
        return self.is_open_to(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let rows be added only where the table says so."""
        return self.addable and self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let rows be changed only where the table says so."""
        return self.changeable and self.is_open_to(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: rows are rejected, deactivated, revoked or kept as history."""
        return False

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

    def row_actions(self, row: Any) -> list[RowAction]:
        """Give the buttons of a row's page."""
        return []

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
                "row_actions": self.row_actions(obj),
                "related_groups": list(related_groups(self.admin_site, request, obj)),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)


class AdministratorAdmin(CuratorAdmin):
    """A table for administrators alone: who may sign in, and what keys there are."""

    def is_open_to(self, request: HttpRequest) -> bool:
        """Tell whether the person is an administrator."""
        return is_administrator(request)
