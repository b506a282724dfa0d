"""The ordinary API: one viewset, before Mason's own addresses."""

from django.db.models import QuerySet
from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from accounts.api.authentication import user_of
from backlog.models import BacklogItem


class ItemSerializer(ModelSerializer[BacklogItem]):
    """An item with all its columns."""

    class Meta:
        model = BacklogItem
        fields = "__all__"


class ItemViewSet(ModelViewSet[BacklogItem]):
    """The user's items, the highest priority first."""

    queryset = BacklogItem.objects.all()
    serializer_class = ItemSerializer
    filterset_fields = ["repository_id", "status", "area", "type"]
    search_fields = ["title", "problem", "solution"]

    def get_queryset(self) -> QuerySet[BacklogItem]:
        """Give what belongs to the key's user."""
        return super().get_queryset().filter(user=user_of(self.request))


router = SimpleRouter(trailing_slash=False)
router.register("backlog", ItemViewSet)

urlpatterns = [path("api/v1/", include(router.urls)), path("", include("mason.urls"))]
