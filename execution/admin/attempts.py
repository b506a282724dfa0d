"""The engine's attempts at items in the admin: what each did, used and logged."""

from django.contrib import admin
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from accounts.admin.relating import web_link
from execution.admin.badges import ATTEMPT_STATUS
from execution.admin.durations import in_words
from execution.admin.log_tail import log_tail
from execution.admin.spending import in_dollars, tokens_in_words
from execution.models import Attempt


@admin.register(Attempt)
class AttemptAdmin(CuratorAdmin):
    """Each time that Mason itself carried an item out, or is about to."""

    unlisted_texts = (
        "error_message",
        "cancel_reason",
        "item__problem",
        "item__solution",
        "item__prd_content",
        "item__benefits",
    )
    when_empty = "Mason has carried no item out yet. Approve some; a run makes an attempt at each."

    list_display = [
        "item",
        "repository",
        "status_badge",
        "branch",
        "started_at",
        "duration",
        "tokens",
        "dollars",
        "starts",
    ]
    list_filter = [
        "status",
        ("item__repository", AutocompleteSelectFilter),
        "checkpoint",
        "started_at",
        "completed_at",
    ]
    list_select_related = ["item__repository"]
    search_fields = ["item__title", "branch", "error_message"]
    fields = [
        ("item", "run", "place"),
        ("status_badge", "checkpoint", "starts"),
        ("branch", "pull_request"),
        "error_message",
        ("started_at", "completed_at", "duration"),
        ("tokens", "dollars", "lines_added", "lines_removed"),
        "log",
        ("base_commit", "commit"),
        ("cancel_requested_at", "cancel_reason"),
        ("worker", "machine", "lease"),
        ("heartbeat_at", "deadline_at", "created_at"),
        "id",
    ]
    readonly_fields = [
        "id",
        "created_at",
        "status_badge",
        "pull_request",
        "duration",
        "tokens",
        "dollars",
        "log",
    ]

    status_badge = badge("status", ATTEMPT_STATUS)

    @admin.display(description="Repository", ordering="item__repository__github_full_name")
    def repository(self, attempt: Attempt) -> str:
        """Give the name of the item's repository."""
        return str(attempt.item.repository or "")

    @admin.display(description="Duration")
    def duration(self, attempt: Attempt) -> str:
        """Give the time from the first start to the end, or to now."""
        if attempt.started_at is None:
            return ""
        return in_words((attempt.completed_at or timezone.now()) - attempt.started_at)

    @admin.display(description="Tokens")
    def tokens(self, attempt: Attempt) -> str:
        """Give what models read and wrote."""
        return tokens_in_words(attempt.input_tokens, attempt.output_tokens)

    @admin.display(description="Cost", ordering="cost")
    def dollars(self, attempt: Attempt) -> str:
        """Give what models cost."""
        return in_dollars(attempt.cost)

    @admin.display(description="Pull request")
    def pull_request(self, attempt: Attempt) -> str:
        """Give a link to the pull request."""
        return web_link(attempt.pr_url)

    @admin.display(description="Log")
    def log(self, attempt: Attempt) -> str:
        """Give the newest lines, the last one first."""
        return log_tail(attempt.lines.all())
