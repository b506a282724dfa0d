"""Problem details (RFC 9457): the one place where what went wrong becomes an answer of the API."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from psycopg import errors as postgres
from rest_framework import exceptions as rest
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from accounts import exceptions as accounts
from backlog import exceptions as backlog
from execution import exceptions as execution
from mason.refusals import REFUSALS

logger = logging.getLogger(__name__)

PROBLEM_JSON: Final = "application/problem+json"
API_PATH: Final = "/api/"
SUMMED_UP: Final = 5
"""How many refused values the sentence for people repeats."""

_VALUE_REFUSED: Final = (postgres.CheckViolation, postgres.NotNullViolation)
"""Errors of PostgreSQL that are about a value, whatever else is stored."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: for people `detail`, for programs `status`, `code` and the rest."""

    status: HTTPStatus
    code: str
    detail: str
    extensions: Mapping[str, object] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Give the members of the JSON object."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
            **self.extensions,
        }


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer what a view raised; None leaves a fault of ours to Django, which logs it."""
    problem = None if _is_fault_of_reading(error, context) else problem_of(error)
    if problem is None:
        return None
    set_rollback()
    renderer = getattr(context["request"], "accepted_renderer", None)
    is_page = isinstance(renderer, BrowsableAPIRenderer)
    return Response(
        problem.body(),
        status=problem.status,
        headers=_headers(error),
        content_type=None if is_page else PROBLEM_JSON,
    )


def _is_fault_of_reading(error: Exception, context: Mapping[str, Any]) -> bool:
    """Tell whether values that nobody sent are to blame: those of the columns that are read."""
    return isinstance(error, DataError) and context["request"].method in SAFE_METHODS


def _headers(error: Exception) -> dict[str, str]:
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    wait: float | None = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(ceil(wait))
    if isinstance(error, accounts.PreconditionFailed):
        headers["ETag"] = error.current
    return headers


@singledispatch
def problem_of(error: Exception) -> Problem | None:
    """Give the problem that an exception stands for; None for a fault of ours."""
    if type(error) not in REFUSALS:
        return None
    status, code = REFUSALS[type(error)]
    return Problem(status, code, str(error), _refusal_members(error))


def _refusal_members(error: Exception) -> dict[str, object]:
    match error:
        case backlog.TransitionConflict():
            return {"current_status": error.current, "allowed_statuses": error.allowed}
        case accounts.PreconditionFailed():
            return {"current_version": error.current}
        case execution.NotInProgress() | execution.RunFinished() | backlog.AnalysisRunEnded():
            return {"current_status": error.current}
        case execution.BadRows():
            refused = {error.field: {place: [reason] for place, reason in error.rows.items()}}
            return {"errors": list(_field_errors(refused))}
        case backlog.MissingValue():
            return {"errors": [{"field": error.field, "detail": str(error)}]}
        case _:
            return _prd_members(error)


def _prd_members(error: Exception) -> dict[str, object]:
    match error:
        case backlog.UnreadablePRD():
            return {"prd_problems": error.problems}
        case _:
            return {}


@problem_of.register
def _(error: rest.APIException) -> Problem:
    return Problem(HTTPStatus(error.status_code), error.default_code, str(error.detail))


@problem_of.register
def _(error: rest.ValidationError) -> Problem:
    errors = list(_field_errors(error.detail))
    return Problem(HTTPStatus.BAD_REQUEST, "invalid", _summary(errors), {"errors": errors})


def _summary(errors: list[dict[str, object]]) -> str:
    """Say the first refusals in one sentence each, and how many more there are."""
    told = [
        f"{one['field']}: {one['detail']}" if "field" in one else str(one["detail"])
        for one in errors[:SUMMED_UP]
    ]
    more = len(errors) - len(told)
    return " ".join([*told, *([f"And {more} more."] if more else [])])


def _field_errors(detail: Any, path: tuple[str | int, ...] = ()) -> Iterator[dict[str, object]]:
    """Give each message with the field it is about, in dots: `benefits.0.title`.

    `index` is the place in the batch, for messages about one row of one.
    """
    if isinstance(detail, str):
        place = {"field": _encodable(".".join(map(str, path)))} if path else {}
        index = next((step for step in path if isinstance(step, int)), None)
        yield {**place, **({} if index is None else {"index": index}), "detail": _encodable(detail)}
        return
    members = detail.items() if isinstance(detail, Mapping) else enumerate(detail)
    for name, inner in members:
        yield from _field_errors(inner, _step(path, name, inner))


def _encodable(text: str) -> str:
    """Spell out halves of surrogate pairs: a request may bring them, no answer can hold them."""
    return text.encode(errors="backslashreplace").decode()


def _step(path: tuple[str | int, ...], name: str | int, inner: Any) -> tuple[str | int, ...]:
    is_message = isinstance(name, int) and isinstance(inner, str)
    if is_message or name in {NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY}:
        return path
    return (*path, name)


@problem_of.register
def _(error: rest.AuthenticationFailed) -> Problem:
    return _unauthorized(error.default_code, str(error.detail))


@problem_of.register
def _(error: rest.NotAuthenticated) -> Problem:
    return _unauthorized(
        error.default_code, "Show an API key in the header “Authorization: Bearer <key>”."
    )


def _unauthorized(code: str, detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, code, detail, {"valid": False})


@problem_of.register
def _(error: Http404) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "not_found", str(error) or "There is nothing here.")


@problem_of.register
def _(error: PermissionDenied) -> Problem:
    detail = str(error) or "This isn't allowed."
    return Problem(HTTPStatus.FORBIDDEN, "permission_denied", detail)


@problem_of.register
def _(_error: RequestDataTooBig) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "The request's body is too large."
    )


@problem_of.register
def _(error: IntegrityError) -> Problem:
    refusal = error.__cause__
    rule = _broken_rule(refusal) if isinstance(refusal, postgres.Error) else "unnamed"
    logger.warning("A request got as far as a rule of the database: %s.", rule)
    if isinstance(refusal, _VALUE_REFUSED):
        detail = f"The database's rule “{rule}” doesn't allow such a value."
        return Problem(HTTPStatus.BAD_REQUEST, "invalid", detail)
    detail = f"This contradicts what is stored: the database's rule “{rule}” forbids it."
    return Problem(HTTPStatus.CONFLICT, "conflict", detail)


def _broken_rule(refusal: postgres.Error) -> str:
    place = refusal.diag
    return place.constraint_name or f"{place.table_name}.{place.column_name}"


@problem_of.register
def _(_error: DataError) -> Problem:
    detail = "A value is too large, or isn't of its column's kind."
    return Problem(HTTPStatus.BAD_REQUEST, "invalid", detail)


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer 404 for addresses below the API's that nothing else answers."""
    detail = f"There is no {request.path}; the addresses are in docs/api.md."
    return _answer(Problem(HTTPStatus.NOT_FOUND, "not_found", detail))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before or beside a view, as `handler400`."""
    if not request.path_info.startswith(API_PATH):
        return defaults.bad_request(request, exception)
    detail = "The request was refused as malformed."
    return _answer(Problem(HTTPStatus.BAD_REQUEST, "bad_request", detail))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, which the log explains and the answer doesn't, as `handler500`."""
    if not request.path_info.startswith(API_PATH):
        return defaults.server_error(request)
    detail = "Something went wrong here; the server's log says what."
    return _answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", detail))


def _answer(problem: Problem) -> JsonResponse:
    return JsonResponse(problem.body(), status=problem.status, content_type=PROBLEM_JSON)
