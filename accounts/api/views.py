"""The API's answers about accounts."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.authentication import user_of
from accounts.api.resources import Limited
from accounts.api.serializers import RepositorySerializer
from accounts.models import GitHubRepository


class WorkingKeySerializer(serializers.Serializer[Any]):
    """Whose key a request shows, and the repositories that it may work on."""

    valid = serializers.BooleanField()
    user_id = serializers.UUIDField()
    github_username = serializers.CharField()
    dashboard_url = serializers.URLField()
    repositories = RepositorySerializer(many=True)


class AnalysisViewSet(Limited, ViewSet):
    """Tells an agent that its key works, whose it is and which repositories it may work on."""

    answers = {"create": WorkingKeySerializer}

    def create(self, request: Request) -> Response:
        """Answer whose key the request shows; a bad key has been refused before."""
        user = user_of(request)
        repositories = GitHubRepository.objects.owned_by(user).active()
        return Response(
            {
                "valid": True,
                "user_id": user.pk,
                "github_username": user.github_username,
                "dashboard_url": request.build_absolute_uri(reverse("admin:index")),
                "repositories": RepositorySerializer(repositories, many=True).data,
            }
        )
