"""How the items of each repository are executed, which administrators set."""

from typing import Any, ClassVar, Final, override

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin, curator_of, is_administrator
from accounts.admin.users import own_columns
from execution.exceptions import WrongExecutionSetting
from execution.models import ExecutionPolicy
from execution.services.setting_policies import COMMANDS, NUMBERS, checked_setting, save_policy

_COMMANDS_RUN: Final = (
    "Each runs in the item's worktree on Mason's machine, without a shell: write sh -c 'one && two'"
    " where you need more than one program. A command that is empty doesn't run."
)


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The settings of a repository; the service's rules say what a command may be."""

    class Meta:
        model = ExecutionPolicy
        fields = ["repository", *NUMBERS, *COMMANDS]
        help_texts: ClassVar[dict[str, str]] = {
            "setup_command": "Runs first in each worktree. For example: npm ci",
            "typescript_command": "For example: npx tsc --noEmit",
            "eslint_command": "For example: npx eslint .",
            "build_command": "For example: npm run build",
            "tests_command": "For example: sh -c 'npm run seed && npm test'",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "repository": {"unique": "This repository has settings already: change those."}
        }

    def clean(self) -> dict[str, Any]:
        """Say which commands can't be run, and what would be right."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in COMMANDS:
            try:
                given[name] = checked_setting(name, given.get(name, ""))
            except WrongExecutionSetting as error:
                self.add_error(name, f"{error.problem}.")
        return given


@admin.register(ExecutionPolicy)
class ExecutionPolicyAdmin(CuratorAdmin):
    """A row for each repository that has settings of its own."""

    addable = True
    changeable = True
    when_empty = (
        "Every repository is executed as Mason has it: three items at once, without checks."
        " An administrator adds settings for one here, or at the command line:"
    )
    when_empty_command = "python manage.py execution_settings OWNER/NAME"

    form = PolicyForm
    list_display = [
        "repository",
        "items_at_once",
        "tasks_at_once",
        "minutes_per_item",
        "tests_command",
        "saved_at",
        "owner",
    ]
    list_filter = [("repository", AutocompleteSelectFilter), "saved_at"]
    list_select_related = ["repository", "user"]
    search_fields = ["repository__github_full_name", *COMMANDS]
    ordering = ["repository__github_full_name", "repository"]
    autocomplete_fields = ["repository"]
    readonly_fields = ["saved_at", "owner"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["repository", *NUMBERS]}),
        ("Commands", {"fields": list(COMMANDS), "description": _COMMANDS_RUN}),
        ("Last saved", {"fields": [("saved_at", "owner")]}),
    ]
    add_fieldsets: Any = fieldsets[:2]

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let administrators add settings: the commands run on Mason's machine."""
        return is_administrator(request) and super().has_add_permission(request)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Likewise for changing them."""
        return is_administrator(request) and super().has_change_permission(request, obj)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep settings with the repository that they are of."""
        fixed = ["repository"] if obj is not None else []
        return [*fixed, *super().get_readonly_fields(request, obj)]

    @override
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> ExecutionPolicy:
        """Save what was changed through the service; of two who add at once, the last counts."""
        changes = own_columns(form) if change else dict(form.cleaned_data)
        repository = form.instance.repository
        changes.pop("repository", None)
        actor = curator_of(request)
        return save_policy(repository_id=repository.pk, changes=changes, actor=actor)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing more: the service has written the row."""

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Likewise."""
