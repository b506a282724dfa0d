"""AI provider keys in the admin: written, replaced and removed, never read."""

from typing import Any, Final, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.admin.access import RowAction
from accounts.admin.relating import row_url
from accounts.admin.removing import Removal, RemovingAdmin
from accounts.exceptions import AccountsError, EncryptionNotConfigured
from accounts.models import AIProviderKey
from accounts.providers import Outcome
from accounts.services.provider_keys import (
    ask_provider,
    ending_of,
    remove_provider_key,
    require_encryption,
    store_provider_key,
)

_LEVELS: Final = {
    Outcome.ACCEPTED: messages.SUCCESS,
    Outcome.REFUSED: messages.ERROR,
    Outcome.UNKNOWN: messages.WARNING,
}
"""How a verdict about a key is shown."""
_TEST: Final = "accounts_aiproviderkey_test"


class ProviderKeyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Whose key it is, for which provider, and the key, which is never sent back."""

    api_key = forms.CharField(
        label="Key",
        help_text="Stored encrypted and never shown again. It replaces an earlier one.",
        widget=UnfoldAdminPasswordWidget(
            attrs={"autocomplete": "new-password"}, render_value=False
        ),
    )

    class Meta:
        model = AIProviderKey
        fields = ["user", "provider"]

    def clean(self) -> dict[str, Any] | None:
        """Say what an administrator has to set before a key can be stored."""
        try:
            require_encryption()
        except EncryptionNotConfigured as error:
            raise forms.ValidationError(str(error)) from error
        return super().clean()

    def validate_unique(self) -> None:
        """Accept a second key for a provider: it takes the place of the first."""

    def validate_constraints(self) -> None:
        """Likewise."""


@admin.register(AIProviderKey)
class AIProviderKeyAdmin(RemovingAdmin):
    """The keys that Mason calls language models with."""

    addable = True
    when_empty = "Mason calls a provider of language models with a key of yours. Add one here."
    removal = Removal(
        name="remove",
        label="Remove",
        done="Removed",
        warning="Mason can't call the provider for this user from then on.",
        remove=lambda row: remove_provider_key(row=row),
    )

    form = ProviderKeyForm
    actions = ["remove"]
    list_display = ["provider", "user", "ending", "created_at", "updated_at"]
    list_filter = ["provider", "created_at"]
    list_select_related = ["user"]
    search_fields = ["user__github_username"]
    autocomplete_fields = ["user"]
    fields = ["user", "provider", "ending", "created_at", "updated_at"]
    readonly_fields = ["ending", "created_at", "updated_at"]
    add_fieldsets: Any = [(None, {"fields": ["user", "provider", "api_key"]})]

    @override
    def get_urls(self) -> list[URLPattern]:
        """Add the address that asks a key's provider about it."""
        test = self.admin_site.admin_view(require_POST(self._test))
        return [path("<uuid:row_id>/test/", test, name=_TEST), *super().get_urls()]

    @override
    def row_actions(self, request: HttpRequest, row: Any) -> list[RowAction]:
        """Offer to test, replace and remove the key."""
        others = super().row_actions(request, row)
        if not self.has_add_permission(request):
            return others
        test = reverse(f"admin:{_TEST}", args=[row.pk])
        which = {"user": row.user_id, "provider": row.provider}
        replace = reverse("admin:accounts_aiproviderkey_add", query=which)
        return [
            RowAction("Test", test, "primary", posts=True),
            RowAction("Replace", replace),
            *others,
        ]

    @admin.display(description="Key")
    def ending(self, row: AIProviderKey) -> str:
        """Give the few characters that people recognise the key by."""
        try:
            ending = ending_of(row)
        except AccountsError:
            return "can't be decrypted"
        return f"…{ending}" if ending else "too short to show"

    def _test(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        """Say whether the provider accepts the key, which changes nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=row_id)
        try:
            verdict = ask_provider(row=row)
        except AccountsError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, verdict.sentence, _LEVELS[verdict.outcome])
        return HttpResponseRedirect(row_url(row))

    @admin.action(description="Remove", permissions=["remove"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Ask whether to remove the selection."""
        return self.ask_about(request, queryset)

    @method_decorator(sensitive_post_parameters("api_key"))
    @override
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Keep the key out of error reports."""
        return super().add_view(request, form_url, extra_context)

    @override
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> AIProviderKey:
        """Store the key through the service, in place of an earlier one."""
        return store_provider_key(**form.cleaned_data)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing more: the service has written the row."""

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Likewise."""
