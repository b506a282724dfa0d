"""Who may use the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.choices import DECIDE
from accounts.models import APIKey

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class IsAgentOrCurator(BasePermission):
    """Lets in whoever shows an API key; of those signed in curators act and viewers read."""

    message = "In a browser the API is for curators, and viewers read; a program shows an API key."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the request may go on."""
        if isinstance(request.auth, APIKey):
            return True
        user = request.user
        if not user or not user.is_staff:
            return False
        return request.method in SAFE_METHODS or user.has_perm(DECIDE)
