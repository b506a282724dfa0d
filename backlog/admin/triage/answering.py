"""Answers of triage to its own page: JSON, also where something is refused."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from accounts.admin.access import may_decide
from backlog.admin.triage.requests import BadField
from backlog.exceptions import (
    BacklogError,
    DecisionNotAllowed,
    ItemNotFound,
    MissingValue,
    NothingToUndo,
)

type View = Callable[[HttpRequest], JsonResponse]

SIGNED_OUT: Final = "You are signed out. Sign in again, then go on here: nothing is lost."
NOT_A_DECIDER: Final = "Only curators and administrators decide; with your role you may look."

_STATUS: Final[dict[type[BacklogError], HTTPStatus]] = {
    DecisionNotAllowed: HTTPStatus.FORBIDDEN,
    ItemNotFound: HTTPStatus.NOT_FOUND,
    NothingToUndo: HTTPStatus.NOT_FOUND,
    MissingValue: HTTPStatus.BAD_REQUEST,
}
"""The status of each refusal that isn't a conflict."""


def for_deciders(view: View) -> View:
    """Let only those in who decide, and answer what the view raises.

    A page that scripts ask must not be redirected to a form, as the admin's own views are.
    """

    @never_cache
    def answer(request: HttpRequest) -> JsonResponse:
        if not (request.user.is_active and request.user.is_staff):
            return refusal(HTTPStatus.UNAUTHORIZED, SIGNED_OUT)
        if not may_decide(request):
            return refusal(HTTPStatus.FORBIDDEN, NOT_A_DECIDER)
        try:
            return view(request)
        except BadField as error:
            return refusal(HTTPStatus.BAD_REQUEST, str(error), field=error.field)
        except IncorrectLookupParameters:
            detail = "The list has no such filter."
            return refusal(HTTPStatus.BAD_REQUEST, detail, field="filter")
        except BacklogError as error:
            status = _STATUS.get(type(error), HTTPStatus.CONFLICT)
            return refusal(status, str(error))

    return answer


def refusal(status: HTTPStatus, detail: str, **more: Any) -> JsonResponse:
    """Say what was refused and why, for people in `detail`."""
    return JsonResponse({"detail": detail, **more}, status=status)
