"""The user whom a key stands for."""

from collections.abc import Mapping
from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.api.authentication import actor_of, user_of
from accounts.api.resources import Resource
from accounts.api.serializers import UserChanges, UserSerializer
from accounts.models import User
from accounts.services.default_repository import choose_visible_repository


class MeViewSet(Resource[User]):
    """The user whose key a request shows, or who is signed in."""

    queryset = User.objects.all()
    row_serializer = UserSerializer
    bodies = {"partial_update": UserChanges}
    refers = {"partial_update": True}
    is_one_row = True
    row_name = "user"

    def row_id(self, kwargs: Mapping[str, str]) -> UUID:
        """Give the id of whoever asks."""
        return user_of(self.request).pk

    def partial_update(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Choose the repository that is looked at first; null takes the choice back."""
        given, user_id = self.body(request), self.row_id(kwargs)
        return self.changed(request, user_id, lambda: self._changed(request, user_id, given))

    def _changed(self, request: Request, user_id: UUID, given: Mapping[str, UUID | None]) -> User:
        if "default_repository_id" not in given:
            user: User = User.objects.get(pk=user_id)
            return user
        return choose_visible_repository(
            user_id=user_id,
            repository_id=given["default_repository_id"],
            actor=actor_of(request),
        )
