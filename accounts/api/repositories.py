"""The repositories that users connected."""

from collections.abc import Mapping
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.api.authentication import actor_of, user_of
from accounts.api.idempotency import once
from accounts.api.orders import REPOSITORY_DIRECTIONS
from accounts.api.resources import Resource, require_no_body
from accounts.api.serializers import (
    ConnectBody,
    ConnectedRepositorySerializer,
    RepositoryChanges,
)
from accounts.filtersets import RepositoryFilters
from accounts.models import GitHubRepository
from accounts.services.repositories import Facts, change_repository, connect_repository


class RepositoryViewSet(Resource[GitHubRepository]):
    """Repositories that take part, or did."""

    queryset = GitHubRepository.objects.all()
    row_serializer = ConnectedRepositorySerializer
    filterset_class = RepositoryFilters
    directions = REPOSITORY_DIRECTIONS
    search_columns = ("github_full_name",)
    row_name = "repository"
    lookup_url_kwarg = "repository_id"
    bodies = {"create": ConnectBody, "partial_update": RepositoryChanges}
    also = {"create": (status.HTTP_200_OK,)}

    @once()
    def create(self, request: Request) -> HttpResponseBase:
        """Connect the repository of a git remote; 200 when the user had connected it before.

        What is said of a known one is taken over; one that was deactivated stays so.
        """
        given = self.body(request)
        row, made = connect_repository(
            user=user_of(request), remote=given.pop("remote"), facts=Facts(**given)
        )
        return self.answer_new(request, row) if made else self.answer_row(request, row)

    def partial_update(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Change the default branch, or whether the repository is private."""
        given = self.body(request)
        columns = {f"github_{name}": value for name, value in given.items()}
        return self._changed(request, kwargs, columns)

    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Let a repository take no part any more; its backlog stays."""
        require_no_body(request)
        return self._changed(request, kwargs, {"is_active": False})

    @action(detail=True, methods=["post"])
    def activate(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Let a repository take part again."""
        require_no_body(request)
        return self._changed(request, kwargs, {"is_active": True})

    def _changed(
        self, request: Request, kwargs: Mapping[str, str], columns: Mapping[str, Any]
    ) -> HttpResponseBase:
        repository_id, actor = self.row_id(kwargs), actor_of(request)
        return self.changed(
            request,
            repository_id,
            lambda: change_repository(repository_id=repository_id, actor=actor, changes=columns),
        )
