"""Every address of the API: the one router."""

from collections.abc import Mapping
from typing import Final

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import APIRootView, SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from accounts.api.keys import APIKeyViewSet, ProviderKeyViewSet
from accounts.api.repositories import RepositoryViewSet
from accounts.api.users import MeViewSet
from accounts.api.views import AnalysisViewSet
from backlog.api.analysis_runs import AnalysisRunViewSet
from backlog.api.views import FilteredItemViewSet, RestoreFeedbackViewSet
from execution.api.items import ExecutedItemViewSet
from execution.api.logs import ExecutionLogViewSet
from execution.api.progress import ExecutionProgressViewSet
from execution.api.remote_runs import RemoteExecutionRunViewSet
from execution.api.runs import ExecutionRunViewSet, ExecutionTaskViewSet
from mason import documentation
from mason.problem_details import unknown_address


class OptionalSlashRouter(SimpleRouter):
    """Routes that work with and without a slash at their end, as existing agents use both."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


RESOURCES: Final[Mapping[str, type[ViewSetMixin]]] = {
    "analysis": AnalysisViewSet,
    "api-keys": APIKeyViewSet,
    "repositories": RepositoryViewSet,
    "provider-keys": ProviderKeyViewSet,
    "analysis-runs": AnalysisRunViewSet,
    "backlog": ExecutedItemViewSet,
    "filtered-items": FilteredItemViewSet,
    "restore-feedback": RestoreFeedbackViewSet,
    "execution-runs": ExecutionRunViewSet,
    "execution-tasks": ExecutionTaskViewSet,
    "remote-execution-runs": RemoteExecutionRunViewSet,
    "execution-logs": ExecutionLogViewSet,
    "execution-progress": ExecutionProgressViewSet,
}
"""The resources by the addresses of their lists."""

router = OptionalSlashRouter()
for _address, _view in RESOURCES.items():
    router.register(_address, _view, basename=_address)


class AddressesView(APIRootView):
    """What there is to open; docs/api.md describes all of it."""

    name = "Addresses"
    api_root_dict = {
        "users/me": "users-me",
        "backlog/next": "backlog-next",
        **{address: f"{address}-list" for address in RESOURCES},
    }


_ME = MeViewSet.as_view({"get": "retrieve", "patch": "partial_update"})
_version_1 = [
    path("", AddressesView.as_view(), name="api-root"),
    *documentation.urlpatterns,
    re_path(r"^users/me/?$", _ME, name="users-me"),
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(_version_1)),
    re_path("", unknown_address),
]
