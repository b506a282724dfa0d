"""Every address of the API: the one router."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import APIRootView, SimpleRouter

from accounts.api.views import AnalysisViewSet
from backlog.api.views import (
    BacklogItemViewSet,
    FilteredItemViewSet,
    RestoreFeedbackViewSet,
)
from mason import documentation
from mason.problem_details import unknown_address


class AddressesView(APIRootView):
    """What there is to open; docs/api.md describes all of it."""

    name = "Addresses"
    api_root_dict = {"analysis": "analysis-list", "backlog/next": "backlog-next"}


class OptionalSlashRouter(SimpleRouter):
    """Routes that work with and without a slash at their end, as existing agents use both."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = OptionalSlashRouter()
router.register("analysis", AnalysisViewSet, basename="analysis")
router.register("backlog", BacklogItemViewSet, basename="backlog")
router.register("filtered-items", FilteredItemViewSet, basename="filtered-items")
router.register("restore-feedback", RestoreFeedbackViewSet, basename="restore-feedback")

_version_1 = [
    path("", AddressesView.as_view(), name="api-root"),
    *documentation.urlpatterns,
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(_version_1)),
    re_path("", unknown_address),
]
