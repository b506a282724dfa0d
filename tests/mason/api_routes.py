"""Every route of the API with what to ask of it; `$name` stands for the id of a row of rows_of."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver

from mason.api import urlpatterns

type Route = tuple[str, str]

PREFIX = "/api/v1/"
_GROUP = re.compile(r"\(\?P<(\w+)>[^/]*\)")
_SUGGESTION = {
    "title": "Retry the upload",
    "problem": "A lost connection loses the file.",
    "solution": "Retry three times in upload.py.",
    "area": "backend",
    "type": "backend",
    "complexity": 2,
    "impact_score": 5,
    "effort_score": 2,
}
_LINES = [{"message": "Cloned."}]


@dataclass(frozen=True, slots=True)
class Asked:
    """The row in the address, the body, and the status that the rows' user gets for it."""

    row: str = ""
    body: Any = None
    status: int = 200


OPEN = {("GET", name): Asked() for name in ("schema", "docs", "redoc")}
"""Read by everybody."""

OWN = {
    ("GET", ""): Asked(),
    ("GET", "users/me"): Asked(),
    ("POST", "analysis"): Asked(),
    ("POST", "api-keys"): Asked(body={"name": "Laptop"}, status=201),
    ("POST", "repositories"): Asked(body={"remote": "acme/new"}, status=201),
    ("POST", "provider-keys"): Asked(body={"provider": "openai", "api_key": "sk-1"}, status=201),
}
"""About nobody but whoever asks."""

LISTS: Mapping[Route, tuple[str, ...]] = {
    ("GET", "api-keys"): ("user_id=$user",),
    ("GET", "repositories"): ("user_id=$user",),
    ("GET", "provider-keys"): ("user_id=$user",),
    ("GET", "analysis-runs"): ("repository_id=$repository",),
    ("GET", "backlog"): ("repository_id=$repository", "analysis_run_id=$analysis_run"),
    ("GET", "filtered-items"): ("repository_id=$repository", "analysis_run_id=$analysis_run"),
    ("GET", "restore-feedback"): ("repository_id=$repository", "filtered_item_id=$restored"),
    ("GET", "execution-runs"): (),
    ("GET", "execution-tasks"): (
        "repository_id=$repository",
        "run_id=$execution_run",
        "item_id=$approved",
    ),
    ("GET", "remote-execution-runs"): ("repository_id=$repository", "item_id=$working"),
    ("GET", "execution-logs"): ("repository_id=$repository", "execution_run_id=$remote_run"),
    ("GET", "execution-progress"): ("repository_id=$repository",),
}
"""The queries that name somebody's rows, each of which finds some."""

ROWS = {
    ("GET", "api-keys/{api_key_id}"): Asked("api_key"),
    ("DELETE", "api-keys/{api_key_id}"): Asked("api_key", status=204),
    ("GET", "repositories/{repository_id}"): Asked("repository"),
    ("PATCH", "repositories/{repository_id}"): Asked("repository", {"default_branch": "trunk"}),
    ("POST", "repositories/{repository_id}/activate"): Asked("repository"),
    ("POST", "repositories/{repository_id}/deactivate"): Asked("repository"),
    ("GET", "provider-keys/{provider_key_id}"): Asked("provider_key"),
    ("DELETE", "provider-keys/{provider_key_id}"): Asked("provider_key", status=204),
    ("GET", "analysis-runs/{run_id}"): Asked("analysis_run"),
    ("POST", "analysis-runs/{run_id}/suggestions"): Asked(
        "analysis_run", {"suggestions": [_SUGGESTION]}
    ),
    ("POST", "analysis-runs/{run_id}/finish"): Asked("analysis_run"),
    ("POST", "analysis-runs/{run_id}/fail"): Asked("analysis_run", {"error_message": "It broke."}),
    ("GET", "backlog/{item_id}"): Asked("approved"),
    ("POST", "backlog/{item_id}/generate-prd"): Asked("approved"),
    ("POST", "backlog/{item_id}/start"): Asked("approved", {"branch_name": "mason/a"}),
    ("POST", "backlog/{item_id}/complete"): Asked(
        "working", {"pr_url": "https://github.com/acme/shop/pull/7", "run_id": "run-1"}
    ),
    ("POST", "backlog/{item_id}/fail"): Asked("working", {"run_id": "run-1"}),
    ("POST", "backlog/{item_id}/release"): Asked("working", {"run_id": "run-1"}),
    ("GET", "filtered-items/{filtered_item_id}"): Asked("filtered"),
    ("GET", "restore-feedback/{feedback_id}"): Asked("feedback"),
    ("GET", "execution-runs/{run_id}"): Asked("execution_run"),
    ("GET", "execution-tasks/{task_id}"): Asked("task"),
    ("GET", "remote-execution-runs/{run_id}"): Asked("remote_run"),
    ("POST", "remote-execution-runs/{run_id}/report"): Asked(
        "remote_run", {"status": "in_progress"}
    ),
    ("POST", "remote-execution-runs/{run_id}/finish"): Asked("remote_run", {"status": "cancelled"}),
    ("GET", "execution-logs/{log_id}"): Asked("log"),
    ("GET", "execution-progress/{item_id}"): Asked("working"),
}
"""About the row in the address."""

REFERRING = {
    ("PATCH", "users/me"): Asked(body={"default_repository_id": "$repository"}),
    ("POST", "analysis-runs"): Asked(body={"repository_id": "$repository"}, status=201),
    ("GET", "backlog/next?repository_id=$repository"): Asked(),
    ("GET", "execution-progress/stream?item_id=$working&repository_id=$repository"): Asked(
        status=307
    ),
    ("POST", "backlog/claim"): Asked(body={"repository_id": "$repository"}),
    ("POST", "remote-execution-runs"): Asked(
        body={"repository_id": "$repository", "branch_name": "mason/a", "item_ids": ["$approved"]},
        status=201,
    ),
    ("POST", "execution-logs"): Asked(
        body={"execution_run_id": "$remote_run", "entries": _LINES}, status=201
    ),
    ("POST", "execution-progress"): Asked(body={"item_id": "$working", "run_id": "run-1"}),
}
"""About a row that the body names."""

MIXED = {
    ("POST", "remote-execution-runs"): {
        "repository_id": "$own_repository",
        "branch_name": "mason/a",
        "item_ids": ["$approved"],
    },
    ("POST", "remote-execution-runs/$own_remote_run/report"): {
        "item_results": [{"item_id": "$working", "status": "success"}]
    },
    ("POST", "remote-execution-runs/$own_remote_run/finish"): {
        "status": "failed",
        "item_results": [{"item_id": "$working", "status": "failed"}],
    },
}
"""Bodies that name another's row beside one's own."""

CURATORS = {
    ("POST", "backlog/{item_id}/approve"): Asked("new"),
    ("POST", "backlog/{item_id}/defer"): Asked("approved"),
    ("POST", "backlog/{item_id}/reject"): Asked("approved", {"reason": "No."}),
    ("POST", "backlog/{item_id}/reopen"): Asked("approved"),
    ("POST", "filtered-items/{filtered_item_id}/restore"): Asked("filtered", status=201),
}
"""Decisions, which no agent takes."""

TABLE: Mapping[Route, Asked] = {
    **OPEN,
    **OWN,
    **dict.fromkeys(LISTS, Asked()),
    **ROWS,
    **REFERRING,
    **CURATORS,
}
"""All of them, each once."""


def routes() -> set[Route]:
    """Give the method and the address of all that the API answers."""
    found = {
        (method, _GROUP.sub(r"{\1}", address).strip("^$").removesuffix("/?"))
        for address, pattern in _patterns(urlpatterns, "")
        for method in _methods(pattern.callback)
    }
    return {(method, address.replace("^", "").removeprefix("v1/")) for method, address in found}


def route_of(asked: Route) -> Route:
    """Give the route of what is asked: without its query."""
    return asked[0], asked[1].partition("?")[0]


def filled(template: str, rows: Mapping[str, UUID]) -> str:
    """Put ids in the place of their names."""
    return Template(template).substitute(rows)


def address_of(route: Route, asked: Asked, rows: Mapping[str, UUID]) -> str:
    """Give the address of a route about one of these rows."""
    named = re.sub(r"\{\w+\}", f"${asked.row}", route[1])
    return PREFIX + filled(named, rows)


def body_of(body: Any, rows: Mapping[str, UUID]) -> Any:
    """Give a body about these rows."""
    return None if body is None else json.loads(filled(json.dumps(body), rows))


def _patterns(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, address)
        elif pattern.name is not None or hasattr(pattern.callback, "cls"):
            yield address, pattern


def _methods(view: Any) -> Iterator[str]:
    actions = getattr(view, "actions", None)
    known = actions or [name for name in view.cls.http_method_names if hasattr(view.cls, name)]
    # A view adds HEAD to its actions at its first request.
    yield from (name.upper() for name in known if name not in {"options", "head"})
