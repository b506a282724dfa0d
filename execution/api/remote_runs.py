"""Remote runs: made once for each request, told how they go, and finished."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.api.authentication import actor_of
from accounts.api.idempotency import REPLAYED, idempotency_key
from accounts.api.resources import Resource
from accounts.models import GitHubRepository
from execution.api.bodies import FinishBody, RemoteReportBody, RemoteRunBody
from execution.api.orders import REMOTE_RUN_DIRECTIONS
from execution.api.serializers import RemoteExecutionRunSerializer
from execution.choices import ItemOutcome, RunStatus
from execution.filters import RemoteExecutionRunFilters
from execution.models import RemoteExecutionRun
from execution.services.beginning_runs import create_run
from execution.services.item_results import ItemResult
from execution.services.remote_runs import RemoteReport, finish_run, report_run


class RemoteExecutionRunViewSet(Resource[RemoteExecutionRun]):
    """Executions that happen elsewhere: each makes one branch and one pull request."""

    queryset = RemoteExecutionRun.objects.all()
    row_serializer = RemoteExecutionRunSerializer
    filterset_class = RemoteExecutionRunFilters
    directions = REMOTE_RUN_DIRECTIONS
    search_columns = ("branch_name", "pr_url", "error_message")
    row_name = "remote execution run"
    lookup_url_kwarg = "run_id"
    bodies = {"create": RemoteRunBody, "report": RemoteReportBody, "finish": FinishBody}
    also = {"create": (200,)}
    refers = {"create": True}

    def create(self, request: Request) -> HttpResponseBase:
        """Begin a run; the same request with the same Idempotency-Key gives the first one again.

        The key is kept in the run's own columns, for 24 hours.
        """
        given, actor = self.body(request), actor_of(request)
        repository = _repository(given.pop("repository_id"), actor)
        key = idempotency_key(request)
        begun = create_run(repository=repository, actor=actor, idempotency_key=key, **given)
        if begun.is_new:
            return self.answer_new(request, begun.run)
        response = self.answer_row(request, begun.run)
        response[REPLAYED] = "true"
        return response

    create.takes_idempotency_key = True  # type: ignore[attr-defined]  # for the schema

    @action(detail=True, methods=["post"])
    def report(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Say how a run goes; results are added to those of other items."""
        return self._told(request, kwargs, report_run)

    @action(detail=True, methods=["post"])
    def finish(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """End a run: as a success, with its pull request `pr_url`, as failed, or as cancelled."""
        return self._told(request, kwargs, finish_run)

    def _told(
        self,
        request: Request,
        kwargs: dict[str, str],
        tell: Callable[..., RemoteExecutionRun],
    ) -> HttpResponseBase:
        run_id, report = self.row_id(kwargs), _report(self.body(request))
        tell = partial(tell, run_id=run_id, report=report, actor=actor_of(request))
        return self.changed(request, run_id, tell)


def _report(given: dict[str, Any]) -> RemoteReport:
    results, status = given.pop("item_results", None), given.pop("status", None)
    return RemoteReport(
        **given,
        status=None if status is None else RunStatus(status),
        item_results=None if results is None else [_result(one) for one in results],
    )


def _result(given: dict[str, Any]) -> ItemResult:
    return ItemResult(given["item_id"], ItemOutcome(given["status"]), given.get("error_message"))


def _repository(repository_id: UUID, actor: Actor) -> GitHubRepository:
    """Give a repository; raises Http404 for one that isn't there for whoever asks."""
    repository = GitHubRepository.objects.visible_to(actor).filter(pk=repository_id).first()
    if repository is None:
        raise Http404(f"There is no repository {repository_id}.")
    return repository
