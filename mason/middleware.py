"""What Mason adds to every response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.csp import csp_override

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AdminContentSecurityPolicyMiddleware:
    """Answers below the admin's address carry ADMIN_CSP; all others keep SECURE_CSP."""

    def __init__(self, get_response: GetResponse) -> None:
        self.strict = get_response
        self.relaxed: GetResponse = csp_override(settings.ADMIN_CSP)(get_response)

    @cached_property
    def _admin_path(self) -> str:
        return reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the policy that the address calls for."""
        in_admin = request.path.startswith(self._admin_path)
        return (self.relaxed if in_admin else self.strict)(request)
