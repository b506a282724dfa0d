"""Who may use the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from accounts.models import APIKey

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class IsAgentOrCurator(BasePermission):
    """Lets in whoever shows an API key, and of those signed in the curators."""

    message = "In a browser the API is for curators; a program shows an API key."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the request may go on."""
        return isinstance(request.auth, APIKey) or bool(request.user and request.user.is_staff)
