"""Users in the admin."""

from typing import Any, ClassVar, override

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.admin.access import AdministratorAdmin
from accounts.admin.badges import PLAIN, label
from accounts.exceptions import AccountsError
from accounts.models import User
from accounts.services.editing import edit_user
from accounts.services.users import add_user, refuse_taken_name


class _UniqueNameForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    def clean_github_username(self) -> str:
        """Refuse a name that another user has: signing in is by name."""
        name = str(self.cleaned_data["github_username"])
        try:
            refuse_taken_name(name, user_id=self.instance.pk)
        except AccountsError as error:
            raise forms.ValidationError(str(error)) from error
        return name


class UserAddForm(_UniqueNameForm, UserCreationForm):
    """A new user: name, password, and whether it is a curator."""

    class Meta:
        model = User
        fields = ["github_username", "is_staff", "is_superuser"]


class UserEditForm(_UniqueNameForm, UserChangeForm):
    """A user's columns; the password has a form of its own."""

    class Meta:
        model = User
        fields = ["github_username", "password"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin, AdministratorAdmin):  # type: ignore[misc, type-arg]  # as Unfold says
    """People: who may sign in, decide and administer."""

    addable = True
    changeable = True
    when_empty = "A user is somebody who connects repositories, decides, or owns API keys."

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = AdminPasswordChangeForm
    list_display: Any = [
        "github_username",
        "role",
        "is_active",
        "github_email",
        "last_login",
        "created_at",
    ]
    list_filter: ClassVar[Any] = ["is_active", "is_staff", "is_superuser", "groups", "created_at"]
    search_fields: ClassVar[Any] = ["github_username", "github_email", "github_id"]
    ordering: ClassVar[Any] = ["github_username", "id"]
    filter_horizontal: ClassVar[Any] = []
    autocomplete_fields: ClassVar[Any] = ["groups", "default_repository"]
    readonly_fields: ClassVar[Any] = ["id", "github_id", "last_login", "created_at", "updated_at"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["github_username", "password", "github_email", "github_avatar_url"]}),
        ("May", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("More", {"fields": ["default_repository", *readonly_fields]}),
    ]
    add_fieldsets: Any = [
        (None, {"fields": ["github_username", "usable_password", "password1", "password2"]}),
        ("May", {"fields": ["is_staff", "is_superuser"]}),
    ]

    @admin.display(description="Role")
    def role(self, user: User) -> SafeString:
        """Give the most that the user may be."""
        if user.is_superuser:
            return label("administrator", "primary")
        return label("curator", "info") if user.is_staff else label("user", PLAIN)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the user through the service."""
        if change:
            edit_user(user_id=obj.pk, changes=own_columns(form))
        else:
            add_user(user=obj)


def own_columns(form: "forms.ModelForm[Any]") -> dict[str, Any]:
    """Give the changed values that are columns of the row itself."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    return {name: form.cleaned_data[name] for name in form.changed_data if name in columns}
