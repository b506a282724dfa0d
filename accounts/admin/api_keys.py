"""API keys in the admin: made and shown once, then only revoked."""

from typing import Any, override

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache

from accounts.admin.removing import Removal, RemovingAdmin
from accounts.models import APIKey, User
from accounts.services.api_keys import make_api_key, revoke_api_key


class APIKeyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Whose key it is and what it is called."""

    class Meta:
        model = APIKey
        fields = ["user", "name"]

    def clean_user(self) -> User:
        """Refuse somebody whose keys don't work."""
        user: User = self.cleaned_data["user"]
        if not user.is_active:
            raise forms.ValidationError(
                f"{user} is deactivated, so the key wouldn't work: activate the user first."
            )
        return user

    def clean_name(self) -> str:
        """Refuse a name of blanks."""
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError("Give at least one visible character.")
        return name


@admin.register(APIKey)
class APIKeyAdmin(RemovingAdmin):
    """The keys that agents sign in with."""

    addable = True
    when_empty = "An agent needs a key. Add one here, or on the machine:"
    when_empty_command = "python manage.py createapikey USER"
    removal = Removal(
        name="revoke",
        label="Revoke",
        done="Revoked",
        warning="Agents that use it are refused from then on. This can't be undone.",
        remove=lambda row: revoke_api_key(api_key=row),
    )

    form = APIKeyForm
    actions = ["revoke"]
    list_display = ["name", "key_prefix", "user", "last_use", "created_at"]
    list_filter = ["last_used_at", "created_at"]
    list_select_related = ["user"]
    search_fields = ["name", "key_prefix", "user__github_username"]
    autocomplete_fields = ["user"]
    fields = ["user", "name", "key_prefix", "last_use", "created_at"]
    readonly_fields = ["key_prefix", "last_use", "created_at"]
    add_fieldsets: Any = [(None, {"fields": ["user", "name"]})]

    @admin.display(description="Last used", ordering="last_used_at")
    def last_use(self, row: APIKey) -> str:
        """Give when an agent last showed the key, to the minute."""
        return date(localtime(row.last_used_at), "DATETIME_FORMAT") if row.last_used_at else "never"

    @admin.action(description="Revoke", permissions=["remove"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Ask whether to revoke the selection."""
        return self.ask_about(request, queryset)

    @method_decorator(never_cache)
    @override
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Make a key and show it in this answer alone: it is stored nowhere, not even in a session.

        The ordinary view shows the form, with its errors when there are some.
        """
        if request.method == "POST" and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self._made(request, form)
        return super().add_view(request, form_url, extra_context)

    def _made(self, request: HttpRequest, form: Any) -> HttpResponse:
        row, key = make_api_key(user=form.cleaned_data["user"], name=form.cleaned_data["name"])
        self.log_addition(request, row, [{"added": {}}])
        context = {
            **self.admin_site.each_context(request),
            "title": "API key made",
            "opts": self.opts,
            "row": row,
            "key": key,
        }
        return TemplateResponse(request, "accounts/admin/key_made.html", context)
