"""Users in the admin."""

from typing import Any, ClassVar, Final, override

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import PLAIN, ROLE, label
from accounts.choices import Role
from accounts.exceptions import AccountsError
from accounts.models import User
from accounts.services.editing import edit_user
from accounts.services.roles import require_another_administrator, set_role
from accounts.services.users import add_user, refuse_taken_name

# Groups carry the roles, which people get on a user's page; they have no page of their own.
admin.site.unregister(Group)

_ROLES: Final = [
    (Role.VIEWER.value, "Viewer: sees everything, decides nothing"),
    (Role.CURATOR.value, "Curator: decides"),
    (Role.ADMINISTRATOR.value, "Administrator: decides, and manages users and keys"),
]


class _UniqueNameForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    def clean_github_username(self) -> str:
        """Refuse a name that another user has: signing in is by name."""
        name = str(self.cleaned_data["github_username"])
        try:
            refuse_taken_name(name, user_id=self.instance.pk)
        except AccountsError as error:
            raise forms.ValidationError(str(error)) from error
        return name


class _RoleForm(_UniqueNameForm):
    role = forms.ChoiceField(
        choices=[("", "None: owns keys and repositories, can't sign in"), *_ROLES],
        required=False,
        label="Role",
        widget=UnfoldAdminSelectWidget,
    )

    def clean_role(self) -> Role | None:
        """Give the role."""
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None


class UserAddForm(_RoleForm, UserCreationForm):
    """A new user: name, password and role."""

    class Meta:
        model = User
        fields = ["github_username"]


class UserEditForm(_RoleForm, UserChangeForm):
    """A user's columns and role; the password has a form of its own."""

    class Meta:
        model = User
        fields = ["github_username", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = self.instance.role

    def clean(self) -> dict[str, Any] | None:
        """Keep at least one person who may administer."""
        given = super().clean()
        stays = self.cleaned_data.get("role") is Role.ADMINISTRATOR
        if not stays or not self.cleaned_data.get("is_active"):
            self._require_another_administrator()
        return given

    def _require_another_administrator(self) -> None:
        try:
            require_another_administrator(self.instance)
        except AccountsError as error:
            raise forms.ValidationError(str(error)) from error


@admin.register(User)
class UserAdmin(DjangoUserAdmin, CuratorAdmin):  # type: ignore[misc, type-arg]  # as Unfold says
    """People: who may sign in, decide and administer."""

    addable = True
    changeable = True
    when_empty = "A user is somebody who connects repositories, decides, or owns API keys."

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = AdminPasswordChangeForm
    list_display: Any = [
        "github_username",
        "role_badge",
        "is_active",
        "github_email",
        "last_login",
        "created_at",
    ]
    list_filter: ClassVar[Any] = ["is_active", "groups", "created_at"]
    search_fields: ClassVar[Any] = ["github_username", "github_email", "github_id"]
    ordering: ClassVar[Any] = ["github_username", "id"]
    filter_horizontal: ClassVar[Any] = []
    autocomplete_fields: ClassVar[Any] = ["default_repository"]
    readonly_fields: ClassVar[Any] = ["id", "github_id", "last_login", "created_at", "updated_at"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["github_username", "password", "github_email", "github_avatar_url"]}),
        ("May", {"fields": ["is_active", "role"]}),
        ("More", {"fields": ["default_repository", *readonly_fields]}),
    ]
    add_fieldsets: Any = [
        (None, {"fields": ["github_username", "usable_password", "password1", "password2"]}),
        ("May", {"fields": ["role"]}),
    ]

    @admin.display(description="Role")
    def role_badge(self, user: User) -> SafeString:
        """Give the most that the user may be."""
        return label(user.role.label, ROLE[user.role]) if user.role else label("None", PLAIN)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Give the users with their groups, which say the role."""
        users: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return users

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the user and the role through the services."""
        if change:
            edit_user(user_id=obj.pk, changes=own_columns(form))
            set_role(user=obj, role=form.cleaned_data["role"])
        else:
            add_user(user=obj, role=form.cleaned_data["role"])

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing more: the services have written the row and its groups."""


def own_columns(form: "forms.ModelForm[Any]") -> dict[str, Any]:
    """Give the changed values that are columns of the row itself."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    return {name: form.cleaned_data[name] for name in form.changed_data if name in columns}
