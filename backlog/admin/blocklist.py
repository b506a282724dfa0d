"""The blocklists of repositories: what they don't want to hear of, why and until when."""

from collections.abc import Callable
from typing import Any, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin.access import (
    CuratorAdmin,
    RowAction,
    curator_of,
    may_decide,
    require_decider,
)
from accounts.admin.badges import label
from accounts.admin.confirming import Question, RowsForm, ask
from accounts.admin.relating import changelist_url, row_url
from backlog.admin.filters import ChosenFilter
from backlog.admin.item_filters import RepositoryFilter
from backlog.choices import BlocklistKind
from backlog.exceptions import BacklogError, PatternBlocked, WrongSetting
from backlog.models import BlocklistPattern
from backlog.services.blocklists import (
    add_pattern,
    change_pattern,
    checked_expiry,
    checked_pattern,
    checked_reason,
    remove_pattern,
)


class KindFilter(ChosenFilter):
    """By what the pattern is compared with."""

    title = "kind"
    parameter_name = "kind__exact"
    offered = BlocklistKind.choices


class PatternForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A pattern; the services' rules say what it may be."""

    class Meta:
        model = BlocklistPattern
        fields = ["repository", "kind", "pattern", "reason", "expires_at"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if "expires_at" in self.fields:
            # One label stands for both boxes of the moment, so each needs a name.
            parts = self.fields["expires_at"].widget.widgets
            for part, name in zip(parts, ("Expires on", "Expires at"), strict=True):
                part.attrs["aria-label"] = name

    def clean_pattern(self) -> str:
        """Give the pattern, if it can match something."""
        kind = self.cleaned_data.get("kind", "")
        return self._checked(lambda: checked_pattern(kind, self.cleaned_data["pattern"]))

    def clean_reason(self) -> str:
        """Give the reason, which isn't blank."""
        return self._checked(lambda: checked_reason(self.cleaned_data["reason"]))

    def clean_expires_at(self) -> Any:
        """Give the moment, if it lies ahead."""
        return self._checked(lambda: checked_expiry(self.cleaned_data["expires_at"]))

    def clean(self) -> dict[str, Any]:
        """Refuse what is on the list already."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        twins = BlocklistPattern.objects.filter(
            repository=given.get("repository"),
            kind=given.get("kind"),
            pattern=given.get("pattern"),
            removed_at=None,
        )
        if self.instance.added_by_id is None and twins.exclude(pk=self.instance.pk).exists():
            self.add_error("pattern", str(PatternBlocked(given["pattern"])))
        return given

    def _checked[Value](self, check: Callable[[], Value]) -> Value:
        try:
            return check()
        except WrongSetting as error:
            raise forms.ValidationError(error.problem) from error


@admin.register(BlocklistPattern)
class BlocklistPatternAdmin(CuratorAdmin):
    """Patterns in force, expired ones, and those that were taken off."""

    addable = True
    changeable = True
    when_empty = "Nothing is blocked. A pattern keeps out paths, titles or rules of analysers."
    form = PatternForm
    autocomplete_fields = ["repository"]
    list_display = [
        "pattern",
        "kind",
        "repository",
        "state",
        "reason",
        "expires_at",
        "added_at",
        "added_by",
    ]
    list_filter = [KindFilter, ("repository", RepositoryFilter)]
    list_select_related = ["repository", "added_by"]
    search_fields = ["pattern", "reason"]

    @admin.display(description="State")
    def state(self, row: BlocklistPattern) -> SafeString:
        """Tell whether the pattern counts."""
        if row.removed_at is not None:
            return label("Taken off", "default")
        if row.expires_at is not None and row.expires_at <= timezone.now():
            return label("Expired", "warning")
        return label("In force", "success")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what old verdicts name: another pattern is another row."""
        return [] if obj is None else ["repository", "kind", "pattern"]

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave a pattern that was taken off as it was."""
        changeable = super().has_change_permission(request, obj)
        return changeable and (obj is None or obj.removed_at is None)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write through the services."""
        given = {"reason": obj.reason, "expires_at": obj.expires_at, "actor": curator_of(request)}
        if change:
            change_pattern(pattern_id=obj.pk, **given)
            return
        made = add_pattern(repository=obj.repository, kind=obj.kind, pattern=obj.pattern, **given)
        obj.pk = made.pk

    @override
    def changeform_view(self, request: HttpRequest, *given: Any, **more: Any) -> Any:
        """Show the form or take it; what somebody else did in between is told on the list."""
        try:
            return super().changeform_view(request, *given, **more)
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(changelist_url(BlocklistPattern))

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks whether to take a pattern off."""
        wrap: Any = self.admin_site.admin_view
        remove = path("<uuid:row_id>/remove/", wrap(self._remove), name="backlog_unblock")
        return [remove, *super().get_urls()]

    @override
    def row_actions(self, request: HttpRequest, row: BlocklistPattern) -> list[RowAction]:
        """Offer to take off what is on the list."""
        if not may_decide(request) or row.removed_at is not None:
            return []
        url = reverse("admin:backlog_unblock", args=[row.pk])
        return [RowAction("Take off", url, "danger")]

    def _remove(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        require_decider(request)
        row = get_object_or_404(BlocklistPattern, pk=row_id)
        if request.method != "POST":
            return ask(self, request, self._question(row))
        try:
            remove_pattern(pattern_id=row_id, actor=curator_of(request))
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(row_url(row))
        self.message_user(request, f"Took “{row.pattern}” off the blocklist.", messages.SUCCESS)
        return HttpResponseRedirect(changelist_url(BlocklistPattern))

    def _question(self, row: BlocklistPattern) -> Question:
        return Question(
            title="Take off the blocklist",
            text=f"Take “{row.pattern}” off the blocklist of {row.repository}?",
            button="Take off",
            variant="danger",
            form=RowsForm.about({row.pk: ""}),
            action_url=reverse("admin:backlog_unblock", args=[row.pk]),
            cancel_url=row_url(row),
        )
