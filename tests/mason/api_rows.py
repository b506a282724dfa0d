"""Rows of every resource of the API that belong to one user."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.services.provider_keys import store_provider_key
from backlog.models import RestoreFeedback
from tests.factories import (
    make_analysis_run,
    make_api_key,
    make_filtered_item,
    make_item,
    make_log,
    make_progress,
    make_remote_run,
    make_repository,
    make_task,
)

PROVIDER_SECRET = "sk-a-key-that-no-answer-may-show"  # an example, no key
IDEMPOTENCY_KEY = "a-key-of-the-user's-own"


def rows_of(user: User) -> Mapping[str, UUID]:
    """Make a row of each resource, and give their ids by the names that addresses use.

    `new`, `approved` and `working` are backlog items; the run `run-1` holds the last of them.
    """
    repository = make_repository(user=user)
    run = make_analysis_run(repository=repository)
    approved = make_item(repository=repository, status="approved")
    working = make_item(repository=repository, status="in_progress")
    make_progress(item=working)
    filtered = make_filtered_item(repository=repository, analysis_run=run)
    remote_run = make_remote_run(
        repository=repository, item_ids=[working.pk], idempotency_key=IDEMPOTENCY_KEY
    )
    task = make_task(item=approved)
    restored = make_filtered_item(repository=repository)
    feedback = RestoreFeedback.objects.create(
        filtered_item=restored,
        filter_tier="tier2",
        filter_reason="in_hand: It was.",
        restored_at=timezone.now(),
    )
    return {
        "user": user.pk,
        "api_key": make_api_key(user=user)[0].pk,
        "provider_key": store_provider_key(
            user=user, provider="anthropic", api_key=PROVIDER_SECRET
        ).pk,
        "repository": repository.pk,
        "analysis_run": run.pk,
        "new": make_item(repository=repository, analysis_run=run).pk,
        "approved": approved.pk,
        "working": working.pk,
        "filtered": filtered.pk,
        "restored": restored.pk,
        "feedback": feedback.pk,
        "execution_run": task.run.pk,
        "task": task.pk,
        "remote_run": remote_run.pk,
        "log": make_log(execution_run=remote_run).pk,
    }
