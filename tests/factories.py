"""Rows for tests, each valid by itself; name only what the test is about."""

from itertools import count
from typing import Any
from uuid import uuid4

from accounts.choices import Role
from accounts.models import APIKey, GitHubRepository, User
from accounts.services.api_keys import make_api_key as service_make_api_key
from accounts.services.repositories import placeholder_repository_id
from accounts.services.roles import set_role
from backlog.choices import Area, FilterTier, ItemStatus, ItemType
from backlog.intake.suggestion import Suggestion
from backlog.models import (
    AnalysisRun,
    BacklogItem,
    BlocklistPattern,
    FilteredItem,
    FilterPolicy,
)
from execution.choices import AttemptStatus, Phase
from execution.models import (
    Attempt,
    AttemptLine,
    ExecutionLog,
    ExecutionPolicy,
    ExecutionProgress,
    ExecutionRun,
    ExecutionTask,
    RemoteExecutionRun,
)

_numbers = count(1)


def make_user(**values: Any) -> User:
    """A user who is neither curator nor administrator."""
    number = next(_numbers)
    user = User(**{"github_id": str(number), "github_username": f"user-{number}", **values})
    user.save(force_insert=True)
    return user


def make_viewer(**values: Any) -> User:
    """A user who may look at everything and decide nothing."""
    return set_role(user=make_user(**values), role=Role.VIEWER)


def make_curator(**values: Any) -> User:
    """A user who may decide."""
    return set_role(user=make_user(**values), role=Role.CURATOR)


def make_administrator(**values: Any) -> User:
    """A user who may decide and administer."""
    return set_role(user=make_user(**values), role=Role.ADMINISTRATOR)


def make_repository(**values: Any) -> GitHubRepository:
    """A connected repository; `github_full_name` gives owner and name."""
    full_name = values.pop("github_full_name", f"acme/shop-{next(_numbers)}")
    owner, _, name = full_name.partition("/")
    user = values.pop("user", None) or make_user()
    return GitHubRepository.objects.create(
        user=user,
        **{
            "github_repo_id": placeholder_repository_id(full_name),
            "github_owner": owner,
            "github_name": name,
            "github_full_name": full_name,
            "github_clone_url": f"https://github.com/{full_name}.git",
            "github_html_url": f"https://github.com/{full_name}",
            **values,
        },
    )


def make_analysis_run(**values: Any) -> AnalysisRun:
    """A review in progress."""
    repository = values.pop("repository", None) or make_repository()
    return AnalysisRun.objects.create(repository=repository, user=repository.user, **values)


def make_item(**values: Any) -> BacklogItem:
    """A backlog item with every score, of its own repository unless one is named."""
    repository = values.pop("repository", None) or make_repository()
    return BacklogItem.objects.create(
        repository=repository,
        **{
            "user": repository.user,
            "title": f"Close the file handle {next(_numbers)}",
            "problem": "The file stays open after an error.",
            "solution": "Open it in a with statement.",
            "area": Area.BACKEND,
            "type": ItemType.BACKEND,
            "complexity": 2,
            "impact_score": 6,
            "effort_score": 3,
            "status": ItemStatus.NEW,
            **values,
        },
    )


def make_filtered_item(**values: Any) -> FilteredItem:
    """A suggestion that a rule of the second tier filtered."""
    repository = values.pop("repository", None) or make_repository()
    return FilteredItem.objects.create(
        repository=repository,
        **{
            "title": f"Cache the price list {next(_numbers)}",
            "problem": "Each request reads it again.",
            "solution": "Keep it for a minute.",
            "area": Area.BACKEND,
            "type": ItemType.BACKEND,
            "complexity": 3,
            "impact_score": 8,
            "effort_score": 2,
            "benefits": [],
            "filter_reason": "in_hand: The same suggestion is being carried out.",
            "filter_tier": FilterTier.CONTEXT,
            "filter_confidence": "0.90",
            **values,
        },
    )


def make_pattern(**values: Any) -> BlocklistPattern:
    """A pattern in force, of its own repository unless one is named."""
    repository = values.pop("repository", None) or make_repository()
    return BlocklistPattern.objects.create(
        repository=repository,
        **{"kind": "title", "pattern": f"old{next(_numbers)}", "reason": "It goes away.", **values},
    )


def make_policy(**values: Any) -> FilterPolicy:
    """A setting of a repository's filter that changes nothing."""
    repository = values.pop("repository", None) or make_repository()
    return FilterPolicy.objects.create(
        repository=repository, **{"reason": "To begin with.", "channel": "admin", **values}
    )


def make_api_key(**values: Any) -> tuple[APIKey, str]:
    """An API key's row and the key itself."""
    return service_make_api_key(user=values.pop("user", None) or make_user(), **values)


def make_suggestion(**values: Any) -> Suggestion:
    """A suggestion that nobody has made before."""
    number = next(_numbers)
    return Suggestion(
        **{
            "title": f"Retry{number} the upload{number}",
            "problem": "A lost connection loses the file.",
            "solution": "Retry three times in upload.py.",
            "area": Area.BACKEND,
            "type": ItemType.BACKEND,
            "complexity": 2,
            "impact_score": 5,
            "effort_score": 2,
            "benefits": (),
            "fingerprints": (f"fingerprint-{number}",),
            **values,
        }
    )


def make_execution_run(**values: Any) -> ExecutionRun:
    """A local run without tasks."""
    return ExecutionRun.objects.create(**values)


def make_task(**values: Any) -> ExecutionTask:
    """The first task of a local run, for an item of its own unless one is named."""
    if "item" not in values:
        values["item"] = make_item()
    run = values.pop("run", None) or make_execution_run()
    return ExecutionTask.objects.create(
        run=run,
        **{"wave_number": 1, "task_number": 1, "description": "Read the importer.", **values},
    )


def make_remote_run(**values: Any) -> RemoteExecutionRun:
    """A remote run that waits, of its own repository and that repository's owner."""
    repository = values.pop("repository", None) or make_repository()
    return RemoteExecutionRun.objects.create(
        repository=repository,
        **{"user": repository.user, "branch_name": f"mason/fix-{next(_numbers)}", **values},
    )


def make_log(**values: Any) -> ExecutionLog:
    """A line that a remote run logged."""
    run = values.pop("execution_run", None) or make_remote_run()
    return ExecutionLog.objects.create(execution_run=run, **{"message": "Cloned.", **values})


def make_progress(**values: Any) -> ExecutionProgress:
    """The progress of an item that is being carried out."""
    item = values.pop("item", None) or make_item(status=ItemStatus.IN_PROGRESS)
    return ExecutionProgress.objects.create(
        item=item, **{"run_id": "run-1", "current_phase": Phase.SITE_REVIEW, **values}
    )


def make_attempt(**values: Any) -> Attempt:
    """An attempt that waits, at an item and in a run of its own; a running one is held."""
    if "item" not in values:
        values["item"] = make_item(status=ItemStatus.APPROVED)
    run = values.pop("run", None) or make_execution_run()
    is_running = values.get("status") == AttemptStatus.RUNNING
    lease = uuid4() if is_running else None
    return Attempt.objects.create(run=run, **{"place": 1, "lease": lease, **values})


def make_attempt_line(**values: Any) -> AttemptLine:
    """A line that an attempt logged."""
    attempt = values.pop("attempt", None) or make_attempt()
    return AttemptLine.objects.create(attempt=attempt, **{"message": "Cloned.", **values})


def make_execution_policy(**values: Any) -> ExecutionPolicy:
    """A repository whose items are executed one at a time."""
    repository = values.pop("repository", None) or make_repository()
    return ExecutionPolicy.objects.create(repository=repository, **{"items_at_once": 1, **values})
