"""Backlog items as agents carry them out: claimed, started and ended under a run's id."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.api.authentication import actor_of
from accounts.api.idempotency import once
from accounts.api.listing.columns import json_bytes
from accounts.api.resources import answer, made_once
from accounts.models import GitHubRepository
from backlog.api.serializers import BacklogItemAloneSerializer
from backlog.api.views import BacklogItemViewSet
from backlog.models import BacklogItem
from execution.api.bodies import (
    ClaimBody,
    CompleteForRunSerializer,
    FailForRunSerializer,
    ReleaseBody,
    StartForRunSerializer,
)
from execution.services.claims import (
    claim_for_run,
    complete_for_run,
    fail_for_run,
    release_for_run,
    start_for_run,
)


class ClaimedSerializer(serializers.Serializer[Any]):
    """What a claim took: the run that holds the items, and the items, the best first."""

    run_id = serializers.CharField()
    items = BacklogItemAloneSerializer(many=True)


class ExecutedItemViewSet(BacklogItemViewSet):
    """Proposed improvements: what waits, what was decided, and how each is carried out."""

    bodies = {
        **BacklogItemViewSet.bodies,
        "claim": ClaimBody,
        "start": StartForRunSerializer,
        "complete": CompleteForRunSerializer,
        "fail": FailForRunSerializer,
        "release": ReleaseBody,
    }
    answers = {**BacklogItemViewSet.answers, "claim": ClaimedSerializer}
    refers = {**BacklogItemViewSet.refers, "claim": True}

    @action(detail=False, methods=["post"])
    @once()
    def claim(self, request: Request) -> HttpResponseBase:
        """Take approved items of a repository, the best first, each for one run alone.

        `limit` is how many at most. What ends the attempts must name the `run_id` that is answered.
        """
        given, actor = self.body(request), actor_of(request)
        run_id = given["run_id"] or str(uuid4())
        items = claim_for_run(
            repository_id=given["repository_id"], run_id=run_id, actor=actor, limit=given["limit"]
        )
        if not items:
            _require_repository(given["repository_id"], actor)
        claimed = [made_once(BacklogItemAloneSerializer).to_representation(item) for item in items]
        return answer(request, json_bytes({"run_id": run_id, "items": claimed}))

    @action(detail=True, methods=["post"])
    @once()
    def start(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Begin with an approved item, on the branch `branch_name`, perhaps for a run."""
        return self._moved(request, kwargs, start_for_run, self.body(request))

    @action(detail=True, methods=["post"])
    def complete(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Finish an item that is in progress, with its pull request `pr_url`."""
        return self._moved(request, kwargs, complete_for_run, self.body(request))

    @action(detail=True, methods=["post"])
    def fail(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Give up an item that is in progress; `error_message` may say why."""
        given = self.body(request)
        given["error_message"] = given.get("error_message") or ""
        return self._moved(request, kwargs, fail_for_run, given)

    @action(detail=True, methods=["post"])
    def release(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Give an item in progress back, for somebody else to take; `reason` may say why."""
        given = self.body(request)
        given["reason"] = given.get("reason") or "released"
        return self._moved(request, kwargs, release_for_run, given)

    def _moved(
        self,
        request: Request,
        kwargs: dict[str, str],
        move: Callable[..., BacklogItem],
        given: dict[str, Any],
    ) -> HttpResponseBase:
        item_id = self.row_id(kwargs)
        change = partial(move, item_id=item_id, actor=actor_of(request), **given)
        return self.changed(request, item_id, change)


def _require_repository(repository_id: UUID, actor: Actor) -> None:
    """Raise Http404 for a repository that isn't there for whoever asks."""
    if not GitHubRepository.objects.visible_to(actor).filter(pk=repository_id).exists():
        raise Http404(f"There is no repository {repository_id}.")
