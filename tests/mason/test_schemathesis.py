"""The schema and the API held to each other by schemathesis: all checks, right and wrong data."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from tests.api_clients import browser_of
from tests.factories import make_api_key, make_curator, make_user
from tests.mason.api_rows import rows_of

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS = r"/(users|analysis|api-keys|repositories|provider-keys|filtered-items|restore-feedback)"
EXECUTIONS = r"/(repositories$|backlog|execution|remote)"
DECISIONS = r"/(backlog|filtered-items)($|/.*/(approve|defer|reject|reopen|restore)$)"

ALL_DECISIONS = {"approve", "defer", "reject", "reopen", "restore"}
MOST_TRIES = 3
TOKEN = "a" * 32
RUNS = {"analysis_run": "analysis_run", "remote_execution_run": "remote_run"}
KEYS = re.compile("[ -~]{1,200}")

CONFIGURATION = {
    "seed": 20_260_302,
    "workers": 1,
    "continue-on-failure": True,
    "generation": {
        "max-examples": 3,
        "deterministic": True,
        "no-shrink": True,
        "database": "none",
    },
    "operations": [
        {
            # Below a few levels it takes no notice of what the schema says of `metadata`: no NUL.
            "include-name": "POST /api/v1/execution-logs",
            "generation": {
                "max-examples": 3,
                "deterministic": True,
                "no-shrink": True,
                "database": "none",
                "allow-x00": False,
            },
        }
    ],
    "checks": {
        "positive_data_acceptance": {
            # To these the API adds 412: nobody can make up an entity tag.
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "429", "412"]
        },
        "negative_data_rejection": {
            # And 413: a batch with more rows than its `maxItems`.
            "expected-statuses": [
                *("400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "429")
            ]
        },
    },
}


class Application:
    """The WSGI application; it closes the connections of the threads that it is called in."""

    def __init__(self) -> None:
        self.serve = get_wsgi_application()
        self.answered: Counter[tuple[str, str, str]] = Counter()
        self.numbers = count()
        self.connections: set[Any] = set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer, and count the answer."""

        def start(status: str, *told: Any) -> Any:
            asked = environ["REQUEST_METHOD"], environ["PATH_INFO"].rpartition("/")[2]
            self.answered[*asked, status[:3]] += 1
            return start_response(status, *told)

        if cookies := environ.get("HTTP_COOKIE"):
            # As a page of a browser does, which shows the token against forgery in both places.
            environ["HTTP_COOKIE"] = f"{cookies}; {django_settings.CSRF_COOKIE_NAME}={TOKEN}"
            environ["HTTP_X_CSRFTOKEN"] = TOKEN
        number = next(self.numbers)
        if KEYS.fullmatch(environ.get("HTTP_IDEMPOTENCY_KEY", "")):
            # Made-up keys are nearly all the same: with others the requests are carried out.
            environ["HTTP_IDEMPOTENCY_KEY"] += str(number)
        if number % 4:
            # And made-up entity tags are all wrong.
            environ.pop("HTTP_IF_MATCH", None)
        self.connections.add(connections["default"])
        return self.serve(environ, start)

    def close(self) -> None:
        """Close the connections."""
        for connection in self.connections:
            connection.inc_thread_sharing()
            connection.close()


@pytest.fixture
def application() -> Iterator[Application]:
    made = Application()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def open_doors(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let schemathesis' host and its many requests in."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.ALLOWED_HOSTS = ["localhost"]
    original = WSGITransport.send

    def send(self: Any, case: Any, **options: Any) -> Any:
        # `ignored_auth` passes on what only requests over a network know.
        for name in ("max_redirects", "verify", "cert"):
            options.pop(name, None)
        return original(self, case, **options)

    monkeypatch.setattr(WSGITransport, "send", send)


def ids_by_name(rows: list[Mapping[str, UUID]], path: str) -> dict[str, list[str]]:
    """Give the ids that there are for the parameters and members of an address."""

    def found(*names: str) -> list[str]:
        return [str(one[name]) for one in rows for name in names]

    run = path.removeprefix("/api/v1/").partition("/")[0].removesuffix("s").replace("-", "_")
    items = found("new") if len(rows) > 1 else found("approved", "working", "new")
    return {
        "repository_id": found("repository"),
        "item_id": items,
        "item_ids": items,
        "default_repository_id": found("repository"),
        "execution_run_id": found("remote_run"),
        "run_id": found(RUNS.get(run, "execution_run")),
        "filtered_item_id": found("filtered", "restored"),
        "feedback_id": found("feedback"),
        "task_id": found("task"),
        "log_id": found("log"),
        "api_key_id": found("api_key"),
        "provider_key_id": found("provider_key"),
    }


def described(
    application: Application, paths: str, rows: list[Mapping[str, UUID]], auth: Any
) -> Any:
    """Give the API as its schema describes it, below these paths, with ids that there are."""
    found = Client().get(
        "/api/v1/schema", headers={"accept": "application/json", "host": "localhost"}
    )
    raw = found.json()
    raw["paths"] = {path: one for path, one in raw["paths"].items() if re.search(paths, path)}
    members = [*raw["components"]["schemas"].items()]
    for name, component in members:
        if name.endswith("Request"):
            limit_ids(component.get("properties", {}), ids_by_name(rows, ""))
    for path, operations in raw["paths"].items():
        for operation in operations.values():
            # No cursor can be made up: tests/accounts/test_cursors.py has those that were.
            given = [one for one in operation.get("parameters", ()) if one["name"] != "cursor"]
            operation["parameters"] = given
            limit_ids({one["name"]: one["schema"] for one in given}, ids_by_name(rows, path))
    config = SchemathesisConfig.from_dict({**CONFIGURATION, "auth": {"openapi": auth}})
    schema = schemathesis.openapi.from_dict(raw, config=config)
    schema.app = application
    return schema


def limit_ids(members: dict[str, Any], ids: Mapping[str, list[str]]) -> None:
    """Name the ids that there are; wrong data has others."""
    for name in members.keys() & ids.keys():
        member = members[name].get("items", members[name])
        if member.get("format") == "uuid":
            member["enum"] = [*ids[name], *([None] if "null" in member["type"] else [])]


def complaints(schema: Any) -> tuple[list[str], set[str]]:
    """Give what the checks complain of, and the phases that went through."""
    found: list[str] = []
    phases: set[str] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            found += _of_scenario(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.append(f"schemathesis: {event}")
        elif isinstance(event, events.PhaseFinished) and event.phase.is_enabled:
            phases.add(event.phase.name.value)
        elif isinstance(event, events.EngineFinished):
            found += [str(failure) for failure in event.failures]
    return found, phases


def _of_scenario(recorder: Any) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure, answer = (
                    check.failure_info.failure,
                    recorder.interactions[case_id].response,
                )
                yield (
                    f"{check.name}, {failure.operation}: {failure.title}. {failure.message}\n"
                    f"{check.failure_info.code_sample[:1_000]}\n"
                    f"-> {answer and (answer.status_code, answer.content[:500])}"
                )


@pytest.mark.parametrize("paths", [ACCOUNTS, EXECUTIONS], ids=["accounts", "executions"])
def test_an_agent_finds_the_api_as_the_schema_says(application, paths):
    user = make_user()
    rows = [rows_of(user)]
    key = make_api_key(user=user)[1]

    found, phases = complaints(described(application, paths, rows, {"apiKey": {"bearer": key}}))

    assert not found, "\n\n".join(found)
    assert {"coverage", "fuzzing", "stateful"} <= phases


def test_so_does_a_curator(application):
    session = browser_of(make_curator()).cookies[django_settings.SESSION_COOKIE_NAME].value
    decided: set[str] = set()

    # What is made up depends on the rows' ids: rarely it misses a decision at the first time.
    for _ in range(MOST_TRIES):
        rows = [rows_of(make_user()) for _ in range(8)]
        schema = described(application, DECISIONS, rows, {"cookieAuth": {"api_key": session}})
        found, phases = complaints(schema)

        assert not found, "\n\n".join(found)
        assert {"coverage", "fuzzing", "stateful"} <= phases
        decided |= decisions_of(application)
        if decided == ALL_DECISIONS:
            break

    assert decided == ALL_DECISIONS


def decisions_of(application: Application) -> set[str]:
    """Give the actions that something was decided by."""
    return {
        action
        for method, action, status in application.answered
        if method == "POST" and status in {"200", "201"}
    }
