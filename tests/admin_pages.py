"""Asking the admin for pages, and a row of every table that it knows."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AIProviderKey, APIKey, GitHubRepository, User
from accounts.services.provider_keys import store_provider_key
from backlog.choices import ItemStatus, SubagentType
from backlog.models import (
    AnalysisRun,
    BacklogItem,
    BlocklistPattern,
    FilteredItem,
    FilterPolicy,
    RestoreFeedback,
)
from execution.choices import Phase, ValidationStatus
from execution.models import (
    Attempt,
    ExecutionLog,
    ExecutionPolicy,
    ExecutionProgress,
    ExecutionRun,
    ExecutionTask,
    RemoteExecutionRun,
)
from tests.factories import (
    make_administrator,
    make_analysis_run,
    make_api_key,
    make_attempt,
    make_execution_policy,
    make_filtered_item,
    make_item,
    make_pattern,
    make_policy,
    make_repository,
    make_user,
)

PROVIDER_SECRET = "sk-a-key-that-no-page-may-show"  # an example, no key


def administrator() -> User:
    """Somebody who may see every table."""
    return make_administrator()


def signed_in(user: User) -> Client:
    """A browser in which the user has signed in."""
    client = Client()
    client.force_login(user, backend="accounts.authentication.GitHubUsernameBackend")
    return client


def changelist_of(model: type[Model]) -> str:
    """The address of a table's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row: Model) -> str:
    """The address of a row's page."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add_page_of(model: type[Model]) -> str:
    """The address of the form that adds a row."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def messages_of(response: Any) -> list[str]:
    """What the answer tells the person, in order; the answer may be a redirect."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def make_provider_key(**values: Any) -> AIProviderKey:
    """A stored provider key."""
    user = values.get("user") or make_user()
    return store_provider_key(user=user, provider="anthropic", api_key=PROVIDER_SECRET)


def make_feedback() -> RestoreFeedback:
    """That a filtered item was restored."""
    filtered = make_filtered_item()
    return RestoreFeedback.objects.create(
        filtered_item=filtered,
        filter_tier="tier2",
        filter_reason=filtered.filter_reason,
        restored_at=timezone.now(),
    )


def make_execution_task() -> ExecutionTask:
    """A task of a run."""
    return ExecutionTask.objects.create(
        run=ExecutionRun.objects.create(item_count=1),
        item=make_item(),
        wave_number=1,
        task_number=2,
        description="Read the module",
        subagent_type=SubagentType.EXPLORE,
    )


def make_remote_run() -> RemoteExecutionRun:
    """A remote run of one item."""
    item = make_item()
    return RemoteExecutionRun.objects.create(
        user=item.user,
        repository=item.repository,
        item_ids=[item.pk],
        item_count=1,
        branch_name="mason/close-the-file",
        pr_url="https://github.com/acme/shop/pull/7",
    )


def make_log() -> ExecutionLog:
    """A line of a remote run."""
    return ExecutionLog.objects.create(execution_run=make_remote_run(), message="Tests pass")


def make_progress() -> ExecutionProgress:
    """The progress of an item that is being carried out."""
    return ExecutionProgress.objects.create(
        item=make_item(status=ItemStatus.IN_PROGRESS),
        run_id="run-1",
        current_phase=Phase.BUILDING,
        files_touched=["shop/cart.py"],
        validation_tests=ValidationStatus.PASS,
    )


ROW_MAKERS: Mapping[type[Model], Callable[[], Model]] = {
    User: make_user,
    APIKey: lambda: make_api_key()[0],
    AIProviderKey: make_provider_key,
    GitHubRepository: make_repository,
    AnalysisRun: make_analysis_run,
    BacklogItem: make_item,
    BlocklistPattern: make_pattern,
    FilterPolicy: make_policy,
    FilteredItem: make_filtered_item,
    RestoreFeedback: make_feedback,
    Attempt: make_attempt,
    ExecutionPolicy: make_execution_policy,
    ExecutionRun: lambda: ExecutionRun.objects.create(error_message="interrupted"),
    ExecutionTask: make_execution_task,
    RemoteExecutionRun: make_remote_run,
    ExecutionLog: make_log,
    ExecutionProgress: make_progress,
}

REGISTERED = [model for model in apps.get_models() if admin.site.is_registered(model)]
ADMINISTRATORS_ONLY = {User, APIKey, AIProviderKey}
