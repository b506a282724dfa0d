"""The admin's sidebar and its label of the environment."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from accounts.admin.access import is_administrator, may_decide

type Entry = tuple[str, str, str]

_BACKLOG: tuple[Entry, ...] = (
    ("Backlog", "checklist", "backlog_backlogitem_changelist"),
    ("Decisions", "history", "backlog_decisions"),
    ("Filtered items", "filter_alt", "backlog_filtereditem_changelist"),
    ("Filter rules", "rule", "backlog_filter_rules"),
    ("Filter settings", "tune", "backlog_filterpolicy_changelist"),
    ("Blocklist", "block", "backlog_blocklistpattern_changelist"),
    ("Analysis runs", "troubleshoot", "backlog_analysisrun_changelist"),
    ("Restore feedback", "undo", "backlog_restorefeedback_changelist"),
)
_EXECUTION: tuple[Entry, ...] = (
    ("Progress", "speed", "execution_executionprogress_changelist"),
    ("Runs", "play_circle", "execution_executionrun_changelist"),
    ("Attempts", "bolt", "execution_attempt_changelist"),
    ("Tasks", "task_alt", "execution_executiontask_changelist"),
    ("Remote runs", "cloud_sync", "execution_remoteexecutionrun_changelist"),
    ("Logs", "article", "execution_executionlog_changelist"),
    ("Execution settings", "settings", "execution_executionpolicy_changelist"),
)
_EVERYBODYS: tuple[Entry, ...] = (
    ("Repositories", "source", "accounts_githubrepository_changelist"),
)
_ADMINISTRATORS: tuple[Entry, ...] = (
    ("Users", "person", "accounts_user_changelist"),
    ("API keys", "key", "accounts_apikey_changelist"),
    ("AI provider keys", "vpn_key", "accounts_aiproviderkey_changelist"),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the groups of links, with those that the person may follow."""
    accounts = _EVERYBODYS + (_ADMINISTRATORS if is_administrator(request) else ())
    first_page = {"title": "Home", "icon": "home", "link": reverse("admin:index")}
    groups = [
        {"items": [first_page]},
        _group("Backlog", _BACKLOG, _triage(request)),
        _group("Execution", _EXECUTION, [_live()]),
        _group("Accounts", accounts),
    ]
    _mark_present(groups, request.path)
    return groups


def favicon(_: HttpRequest) -> str:
    """Give the address of the browser's icon for Mason."""
    return static("mason/favicon.svg")


def stylesheet(_: HttpRequest) -> str:
    """Give the address of what Mason changes in the theme."""
    return static("mason/admin.css")


def names_script(_: HttpRequest) -> str:
    """Give the address of the script that names the theme's nameless boxes."""
    return static("mason/names.js")


def environment_label(_: HttpRequest) -> list[str]:
    """Give the environment's name and its colour."""
    return [settings.ENVIRONMENT.capitalize(), "danger" if settings.PRODUCTION else "info"]


def _mark_present(groups: list[dict[str, Any]], path: str) -> None:
    """Mark the one link that the page is under; the theme would mark what it begins with too."""
    items = [item for group in groups for item in group["items"]]
    home = reverse("admin:index")
    above = [item["link"] for item in items if item["link"] != home or path == home]
    present = max((link for link in above if path.startswith(link)), key=len, default="")
    for item in items:
        item["active"] = item["link"] == present


def _triage(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the link to triage, for whoever decides."""
    link = {"title": "Triage", "icon": "keyboard", "link": reverse("admin:backlog_triage")}
    return [link] if may_decide(request) else []


def _live() -> dict[str, Any]:
    """Give the link to all that is running."""
    return {"title": "Live", "icon": "sensors", "link": reverse("execution_live:list")}


def _group(
    title: str, entries: tuple[Entry, ...], first: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    items = [
        {"title": name, "icon": icon, "link": reverse(f"admin:{page}")}
        for name, icon, page in entries
    ]
    return {"title": title, "separator": True, "items": [*first, *items]}
