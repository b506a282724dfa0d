"""Connected repositories in the admin."""

from typing import Any, ClassVar, override

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.access import signed_in_user
from accounts.admin.switching import SwitchingAdmin
from accounts.admin.users import own_columns
from accounts.exceptions import BadRemote
from accounts.models import GitHubRepository
from accounts.remotes import RemoteName, parse_remote
from accounts.services.editing import edit_repository
from accounts.services.repositories import find_or_connect


class RepositoryAddForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A repository by its name or address; the rest is derived or comes from GitHub later."""

    class Meta:
        model = GitHubRepository
        fields = ["github_full_name"]
        labels: ClassVar[dict[str, str]] = {"github_full_name": "Repository"}
        help_texts: ClassVar[dict[str, str]] = {
            "github_full_name": "owner/name, or the address that git clones it from."
        }

    def clean_github_full_name(self) -> str:
        """Read owner and name; `remote` keeps what the text says of the host."""
        try:
            self.remote = parse_remote(str(self.cleaned_data["github_full_name"]))
        except BadRemote as error:
            raise forms.ValidationError(str(error)) from error
        return self.remote.full_name


@admin.register(GitHubRepository)
class GitHubRepositoryAdmin(SwitchingAdmin):
    """What is reviewed."""

    addable = True
    changeable = True
    when_empty = "A review connects its repository by itself:"
    when_empty_command = "python manage.py review PATH"

    list_display: Any = [
        "github_full_name",
        "user",
        "is_active",
        "github_private",
        "github_default_branch",
        "last_synced_at",
        "created_at",
    ]
    list_filter = ["is_active", "github_private", "created_at"]
    list_select_related = ["user"]
    search_fields = ["github_full_name"]
    ordering = ["github_full_name", "id"]
    readonly_fields = [
        "id",
        "is_active",
        "owner",
        "github_repo_id",
        "last_synced_at",
        "created_at",
        "updated_at",
    ]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["github_full_name", "github_owner", "github_name", "is_active"]}),
        (
            "Where it is",
            {
                "fields": [
                    "github_html_url",
                    "github_clone_url",
                    "github_default_branch",
                    "github_private",
                ]
            },
        ),
        (
            "More",
            {
                "fields": [
                    "id",
                    "owner",
                    "github_repo_id",
                    "last_synced_at",
                    "created_at",
                    "updated_at",
                ]
            },
        ),
    ]
    add_fieldsets: Any = [(None, {"fields": ["github_full_name"]})]

    @override
    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Ask for a name alone when one is added."""
        if obj is None:
            kwargs["form"] = RepositoryAddForm
        return super().get_form(request, obj, change=change, **kwargs)

    @override
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Connect a new repository through the service, which finds one that is there already."""
        if change:
            return super().save_form(request, form, change)
        user = signed_in_user(request)
        remote: RemoteName = form.remote
        return find_or_connect(user=user, full_name=remote.full_name, html_url=remote.html_url)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what was edited through the service."""
        if change:
            edit_repository(repository_id=obj.pk, changes=own_columns(form))

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: no other row belongs to the form."""
