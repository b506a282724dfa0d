"""What Mason adds to every response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.functional import cached_property
from django.views.decorators.csp import csp_override

from execution.live.addresses import live_origin

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AdminContentSecurityPolicyMiddleware:
    """Answers below the admin's address carry ADMIN_CSP; all others keep SECURE_CSP.

    Pages of the admin may also ask the live server, which has an origin of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    @cached_property
    def _admin_path(self) -> str:
        return reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the policy that the address calls for."""
        if not request.path.startswith(self._admin_path):
            return self.get_response(request)
        policy = {**settings.ADMIN_CSP, "connect-src": [CSP.SELF, live_origin(request)]}
        relaxed: GetResponse = csp_override(policy)(self.get_response)
        return relaxed(request)
