"""Reviews that agents make."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.api.authentication import actor_of
from accounts.api.idempotency import once
from accounts.api.listing.columns import json_bytes
from accounts.api.resources import Resource, answer, require_no_body
from backlog.api.orders import STARTED_DIRECTIONS
from backlog.api.run_bodies import (
    AnalysisRunSerializer,
    FatesSerializer,
    RunBody,
    RunFailureBody,
    SuggestionsBody,
)
from backlog.filters import AnalysisRunFilters
from backlog.intake.stated import suggestion_of
from backlog.models import AnalysisRun
from backlog.modes import ReviewMode
from backlog.services.analysis_runs import fail_run, finish_run, start_run, submit
from backlog.services.fates import Fate, FateKind, Outcome


class AnalysisRunViewSet(Resource[AnalysisRun]):
    """Reviews of repositories: each begins, brings suggestions, and ends."""

    queryset = AnalysisRun.objects.all()
    row_serializer = AnalysisRunSerializer
    filterset_class = AnalysisRunFilters
    directions = STARTED_DIRECTIONS
    row_name = "analysis run"
    lookup_url_kwarg = "run_id"
    bodies = {"create": RunBody, "suggestions": SuggestionsBody, "fail": RunFailureBody}
    answers = {"suggestions": FatesSerializer}
    refers = {"create": True}

    @once()
    def create(self, request: Request) -> HttpResponseBase:
        """Begin a review of a repository; `mode` says how many suggestions it may bring."""
        given = self.body(request)
        mode = ReviewMode.parse(given.pop("mode"))
        return self.answer_new(request, start_run(**given, mode=mode, actor=actor_of(request)))

    @action(detail=True, methods=["post"])
    @once()
    def suggestions(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Submit a batch of suggestions, all or nothing; answers what became of each.

        `added`: it is a backlog item now. `repeated`: a row says so already.
        `reopened`: a closed item is there again, and waits for a decision. `filtered`: a rule
        refuses it, for the reason and by the evidence given. `held_back`: the mode's limit is
        reached. `outside_area`: the mode is about another area.
        """
        run_id, given = self.row_id(kwargs), self.body(request)
        batch = [suggestion_of(stated) for stated in given["suggestions"]]
        with self.if_unchanged(request, run_id):
            outcome = submit(run_id=run_id, suggestions=batch, actor=actor_of(request))
        return answer(request, json_bytes(_told(outcome)))

    @action(detail=True, methods=["post"])
    def finish(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """End a review."""
        require_no_body(request)
        return self._ended(request, kwargs, finish_run)

    @action(detail=True, methods=["post"])
    def fail(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """End a review that went wrong, and say why; what was submitted stays."""
        return self._ended(request, kwargs, fail_run, **self.body(request))

    def _ended(
        self,
        request: Request,
        kwargs: Mapping[str, str],
        end: Callable[..., AnalysisRun],
        **given: str,
    ) -> HttpResponseBase:
        run_id, actor = self.row_id(kwargs), actor_of(request)
        return self.changed(request, run_id, lambda: end(run_id=run_id, actor=actor, **given))


def _told(outcome: Outcome) -> dict[str, object]:
    counts = {kind.value: getattr(outcome, kind.value) for kind in FateKind}
    return {"results": [_told_of(fate) for fate in outcome.fates], **counts}


def _told_of(fate: Fate) -> dict[str, Any]:
    item, filtered = fate.item, fate.filtered_item
    return {
        "outcome": fate.kind.value,
        "item_id": item.pk if item else None,
        "filtered_item_id": filtered.pk if filtered else None,
        "filter_reason": filtered.filter_reason if filtered else None,
        "filter_confidence": f"{filtered.filter_confidence:.2f}" if filtered else None,
        "evidence": filtered.evidence if filtered else None,
    }
