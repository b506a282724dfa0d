"""Backlog items in the admin."""

from datetime import date
from typing import Any, Final, override

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import curator_of
from accounts.admin.badges import badge
from accounts.admin.relating import row_links, web_link
from backlog.admin.badges import ITEM_STATUS
from backlog.admin.benefits import benefits_list
from backlog.admin.deciding import DecidingAdmin
from backlog.admin.filters import ComplexityFilter, ImpactFilter, QuickWinFilter
from backlog.admin.history import StatusChangeInline
from backlog.models import BacklogItem, FilteredItem
from backlog.querysets import BY_PRIORITY
from backlog.services.editing import EDITABLE, add_item, digest, edit_item

_SAYS: Final = (
    None,
    {"fields": [("status_badge", "priority_score"), "title", "problem", "solution"]},
)
_SCORES: Final = (
    "Scores",
    {"fields": [("impact_score", "effort_score", "complexity"), ("area", "type")]},
)
_BENEFITS: Final = ("Benefits", {"fields": ["benefits_shown"]})
_EXECUTION: Final = ("Execution", {"fields": [("branch_name", "pull_request")]})
_PRD: Final = ("PRD", {"fields": ["prd_content", "prd_generated_at"]})
_ORIGIN: Final = (
    "Origin",
    {
        "fields": [
            ("repository", "analysis_run"),
            ("restored_from", "owner"),
            ("created_at", "updated_at"),
            "id",
        ]
    },
)


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What an item says; an item made by hand needs the repository it is about."""

    class Meta:
        model = BacklogItem
        fields = [*EDITABLE, "repository"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "repository" in self.fields:
            self.fields["repository"].required = True


@admin.register(BacklogItem)
class BacklogItemAdmin(DecidingAdmin):
    """The backlog: what is proposed, what was decided about it, how it went."""

    addable = True
    changeable = True
    unlisted_texts = ("problem", "solution", "prd_content", "benefits")
    when_empty = "A review fills the backlog:"
    when_empty_command = "python manage.py review PATH"

    form = ItemForm
    inlines = [StatusChangeInline]
    list_display = [
        "wide_title",
        "status_badge",
        "priority_score",
        "impact_score",
        "effort_score",
        "type",
        "repository",
        "created_on",
    ]
    list_filter = [
        "status",
        ("repository", AutocompleteSelectFilter),
        ImpactFilter,
        QuickWinFilter,
        "area",
        "type",
        ComplexityFilter,
        "created_at",
        "updated_at",
    ]
    list_select_related = ["repository"]
    ordering = BY_PRIORITY
    search_fields = ["title", "problem"]
    autocomplete_fields = ["repository"]
    readonly_fields = [
        "id",
        "status_badge",
        "priority_score",
        "benefits_shown",
        "branch_name",
        "pull_request",
        "prd_content",
        "prd_generated_at",
        "analysis_run",
        "restored_from",
        "owner",
        "created_at",
        "updated_at",
    ]
    add_fieldsets: Any = [
        (None, {"fields": ["repository", "title", "problem", "solution"]}),
        _SCORES,
    ]

    status_badge = badge("status", ITEM_STATUS)

    @admin.display(description="Title", ordering="title")
    def wide_title(self, item: BacklogItem) -> SafeString:
        """Give the title enough room beside the narrow columns."""
        return format_html('<span class="block break-words lg:min-w-56">{}</span>', item.title)

    @admin.display(description="Created", ordering="created_at")
    def created_on(self, item: BacklogItem) -> date:
        """Give the day."""
        return localdate(item.created_at)

    @admin.display(description="Benefits")
    def benefits_shown(self, item: BacklogItem) -> SafeString:
        """Give the benefits as a list."""
        return benefits_list(item.benefits)

    @admin.display(description="Pull request")
    def pull_request(self, item: BacklogItem) -> str:
        """Give a link to the pull request."""
        return web_link(item.pr_url)

    @admin.display(description="Restored from")
    def restored_from(self, item: BacklogItem) -> str:
        """Give a link to the filtered item that this one was restored from, where that is known."""
        rows = FilteredItem.objects.filter(fingerprints__item=item).distinct()
        return row_links(rows.order_by("pk"))

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep an item in its repository."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "repository"]

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what a person may change first, then what others wrote, where they did."""
        if obj is None:
            return self.add_fieldsets
        written = [
            _EXECUTION if obj.branch_name or obj.pr_url else None,
            _PRD if obj.prd_content else None,
        ]
        sections = [_SAYS, _SCORES, _BENEFITS, *written, _ORIGIN]
        return [section for section in sections if section is not None]

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write through the services: what an item says, never where it stands."""
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            seen = {name: digest(form.initial.get(name)) for name in changes}
            edit_item(item_id=obj.pk, changes=changes, seen=seen, actor=curator_of(request))
        else:
            add_item(item=obj, actor=curator_of(request))
