"""API keys as one would check them at first: found by the ORM, each use written down."""

import hashlib

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import APIKey, User


class WritingKeyAuthentication(BaseAuthentication):
    """Finds the key by its hash and writes `last_used_at` at every request."""

    def authenticate(self, request: Request) -> tuple[User, APIKey] | None:
        """Give the key's user and row, or None without a key; raises AuthenticationFailed."""
        words = get_authorization_header(request).split()
        if not words:
            return None
        try:
            key = APIKey.objects.select_related("user").get(
                key_hash=hashlib.sha256(words[-1]).hexdigest(), user__is_active=True
            )
        except APIKey.DoesNotExist as error:
            raise AuthenticationFailed from error
        key.last_used_at = timezone.now()
        key.save(update_fields=["last_used_at"])
        return key.user, key
