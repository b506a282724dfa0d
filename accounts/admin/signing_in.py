"""Signing in to the admin with GitHub: off to GitHub, back again, and the page for a refusal."""

import logging
import time
from http import HTTPStatus
from typing import Any, Final, TypedDict

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.forms import UsernameField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from unfold.forms import AuthenticationForm

from accounts.exceptions import (
    GitHubFailed,
    SignInCancelled,
    SignInNotConfigured,
    SignInNotStartedHere,
    SignInRefused,
)
from accounts.github import Identity, depart, identify, is_configured
from accounts.services.sign_in import admit

logger = logging.getLogger(__name__)

app_name = "github_sign_in"

SESSION_KEY: Final = "github_sign_ins"
MAXIMUM_UNDER_WAY: Final = 5
"""Sign-ins that one browser may have under way, in as many tabs; the oldest gives way."""
MAXIMUM_SECONDS: Final = 600
"""How long GitHub's codes live, and so how long a sign-in may take."""


class LoginForm(AuthenticationForm):
    """Name and password in Mason; “GitHub user name” would make people type GitHub's password."""

    username = UsernameField(label="User name")


class UnderWay(TypedDict):
    """What the session keeps of a sign-in until GitHub sends the person back."""

    code_verifier: str
    next_page: str
    started: float


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Send the person to GitHub."""
    if not is_configured():
        return _refused(request, SignInNotConfigured())
    departure = depart(redirect_uri=_return_address(request))
    _remember(
        request,
        departure.state,
        UnderWay(
            code_verifier=departure.code_verifier,
            next_page=_next_page(request),
            started=time.time(),
        ),
    )
    return HttpResponseRedirect(departure.url)


@never_cache
@require_GET
def finish(request: HttpRequest) -> HttpResponse:
    """Let the person in whom GitHub sent back, or say why not."""
    try:
        under_way = _taken(request)
        user = admit(identity=_identity(request, under_way))
    except SignInRefused as refusal:
        return _refused(request, refusal)
    login(request, user)
    return HttpResponseRedirect(under_way["next_page"])


def _identity(request: HttpRequest, under_way: UnderWay) -> Identity:
    error, code = request.GET.get("error"), request.GET.get("code")
    if error == "access_denied":
        raise SignInCancelled
    if error or not code:
        raise GitHubFailed("GitHub sent you back without saying who you are.")
    return identify(
        code=code,
        code_verifier=under_way["code_verifier"],
        redirect_uri=_return_address(request),
    )


def _return_address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("github_sign_in:finish"))


def _next_page(request: HttpRequest) -> str:
    """Give where the person wants to go, if that is here."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_here else reverse("admin:index")


def _remember(request: HttpRequest, state: str, under_way: UnderWay) -> None:
    others = list(request.session.get(SESSION_KEY, {}).items())
    kept = others[1 - MAXIMUM_UNDER_WAY :]
    request.session[SESSION_KEY] = dict([*kept, (state, under_way)])


def _taken(request: HttpRequest) -> UnderWay:
    """Give the sign-in that GitHub's answer belongs to, which is used up by that.

    Raises SignInNotStartedHere.
    """
    others: dict[str, UnderWay] = request.session.get(SESSION_KEY, {})
    under_way = others.get(request.GET.get("state", ""))
    if under_way is None:
        raise SignInNotStartedHere
    state = request.GET["state"]
    request.session[SESSION_KEY] = {key: one for key, one in others.items() if key != state}
    # Now, since Django keeps no session of an answer of 500 or more.
    request.session.save()
    if time.time() - under_way["started"] > MAXIMUM_SECONDS:
        raise SignInNotStartedHere
    return under_way


def _refused(request: HttpRequest, refusal: SignInRefused) -> HttpResponse:
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("Signing in with GitHub failed: %s", refusal)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "You aren't signed in",
        "refusal": str(refusal),
    }
    template = "accounts/admin/sign_in_refused.html"
    return TemplateResponse(request, template, context, status=refusal.status)


admin.site.login_form = LoginForm
admin.site.login_template = "accounts/admin/login.html"

urlpatterns = [
    path("login/", start, name="start"),
    path("callback/", finish, name="finish"),
]
