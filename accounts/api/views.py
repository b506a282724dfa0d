"""The API's answers about accounts."""

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.authentication import user_of
from accounts.api.serializers import RepositorySerializer
from accounts.models import GitHubRepository


class AnalysisViewSet(ViewSet):
    """Tells an agent that its key works, whose it is and which repositories it may work on."""

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
