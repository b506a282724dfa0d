"""Answers of the live pages to their own scripts: JSON, also where something is refused."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from execution.models import ExecutionProgress

SIGNED_OUT: Final = "You are signed out. Sign in again to go on watching."
NO_ITEM: Final = "There is no such item."
BAD_CURSOR: Final = "`after` must be the cursor of an earlier answer."


def page(view: Callable[..., HttpResponse]) -> Any:
    """Let whoever may see progress look at a page; others are asked to sign in, or refused."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not admin.site.get_model_admin(ExecutionProgress).has_view_permission(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(shown)


def data(view: Callable[..., HttpResponse]) -> Any:
    """Answer a page's scripts, which a form to sign in on wouldn't help."""

    @require_safe
    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):
            return refusal(HTTPStatus.UNAUTHORIZED, SIGNED_OUT)
        if not admin.site.get_model_admin(ExecutionProgress).has_view_permission(request):
            return refusal(HTTPStatus.FORBIDDEN, SIGNED_OUT)
        return view(request, *args, **kwargs)

    return answered


def refusal(status: HTTPStatus, detail: str) -> JsonResponse:
    """Say what was refused and why, for people in `detail`."""
    return JsonResponse({"detail": detail}, status=status)
