"""The admin's sidebar and its label of the environment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from accounts.admin.access import is_administrator

type Entry = tuple[str, str, str]

_BACKLOG: tuple[Entry, ...] = (
    ("Backlog", "checklist", "backlog_backlogitem"),
    ("Filtered items", "filter_alt", "backlog_filtereditem"),
    ("Analysis runs", "troubleshoot", "backlog_analysisrun"),
    ("Restore feedback", "undo", "backlog_restorefeedback"),
)
_EXECUTION: tuple[Entry, ...] = (
    ("Progress", "speed", "execution_executionprogress"),
    ("Runs", "play_circle", "execution_executionrun"),
    ("Tasks", "task_alt", "execution_executiontask"),
    ("Remote runs", "cloud_sync", "execution_remoteexecutionrun"),
    ("Logs", "article", "execution_executionlog"),
)
_EVERYBODYS: tuple[Entry, ...] = (("Repositories", "source", "accounts_githubrepository"),)
_ADMINISTRATORS: tuple[Entry, ...] = (
    ("Users", "person", "accounts_user"),
    ("API keys", "key", "accounts_apikey"),
    ("AI provider keys", "vpn_key", "accounts_aiproviderkey"),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the groups of links, with those that the person may follow."""
    accounts = _EVERYBODYS + (_ADMINISTRATORS if is_administrator(request) else ())
    first_page = {"title": "First page", "icon": "home", "link": reverse("admin:index")}
    return [
        {"items": [first_page]},
        _group("Backlog", _BACKLOG),
        _group("Execution", _EXECUTION),
        _group("Accounts", accounts),
    ]


def favicon(_: HttpRequest) -> str:
    """Give the address of the browser's icon for Mason."""
    return static("mason/favicon.svg")


def environment_label(_: HttpRequest) -> list[str]:
    """Give the environment's name and its colour."""
    return [settings.ENVIRONMENT.capitalize(), "danger" if settings.PRODUCTION else "info"]


def _group(title: str, entries: tuple[Entry, ...]) -> dict[str, Any]:
    items = [
        {"title": name, "icon": icon, "link": reverse(f"admin:{page}_changelist")}
        for name, icon, page in entries
    ]
    return {"title": title, "separator": True, "items": items}
