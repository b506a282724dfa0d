"""Every address of the API: the one router."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import APIRootView, SimpleRouter

from accounts.api.views import AnalysisViewSet
from backlog.api.views import FilteredItemViewSet, RestoreFeedbackViewSet
from execution.api.items import ExecutedItemViewSet
from execution.api.logs import ExecutionLogViewSet
from execution.api.progress import ExecutionProgressViewSet
from execution.api.remote_runs import RemoteExecutionRunViewSet
from execution.api.runs import ExecutionRunViewSet, ExecutionTaskViewSet
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
router.register("backlog", ExecutedItemViewSet, basename="backlog")
router.register("filtered-items", FilteredItemViewSet, basename="filtered-items")
router.register("restore-feedback", RestoreFeedbackViewSet, basename="restore-feedback")
router.register("execution-runs", ExecutionRunViewSet, basename="execution-runs")
router.register("execution-tasks", ExecutionTaskViewSet, basename="execution-tasks")
router.register(
    "remote-execution-runs", RemoteExecutionRunViewSet, basename="remote-execution-runs"
)
router.register("execution-logs", ExecutionLogViewSet, basename="execution-logs")
router.register("execution-progress", ExecutionProgressViewSet, basename="execution-progress")

_version_1 = [
    path("", AddressesView.as_view(), name="api-root"),
    *documentation.urlpatterns,
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(_version_1)),
    re_path("", unknown_address),
]
