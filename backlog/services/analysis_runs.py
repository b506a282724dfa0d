"""Reviews that agents make: started, given suggestions in batches, finished or failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotChoosable, RepositoryNotFound
from accounts.models import GitHubRepository
from backlog.choices import AnalysisStatus
from backlog.exceptions import (
    AnalysisRunEnded,
    AnalysisRunNotFound,
    MissingValue,
    NoRepository,
    TooManySuggestions,
)
from backlog.intake.suggestion import Suggestion
from backlog.intake.wording import cleaned
from backlog.models import AnalysisRun, ReviewedCommit, SubmittedBatches
from backlog.modes import ReviewMode
from backlog.services.fates import Outcome
from backlog.services.storing import store

ABANDONED_AFTER: Final = timedelta(hours=24)
"""How long a run may be silent before another run of its repository fails it."""
ABANDONED: Final = "Nothing was submitted for 24 hours, so the run was given up."


@transaction.atomic
def start_run(
    *, repository_id: UUID, mode: ReviewMode, actor: Actor, commit_sha: str | None = None
) -> AnalysisRun:
    """Begin a review of a repository that the actor may see; `commit_sha` is what it looks at.

    Other runs of the repository go on, but for those that were silent for ABANDONED_AFTER.
    Raises RepositoryNotFound or RepositoryNotChoosable.
    """
    repository = _active_repository(repository_id, actor)
    _fail_abandoned(repository, timezone.now())
    run = AnalysisRun.objects.create(
        user_id=repository.user_id, repository=repository, mode=mode.name
    )
    if commit_sha:
        ReviewedCommit.objects.create(analysis_run=run, commit_sha=commit_sha)
    return run


@transaction.atomic
def submit(*, run_id: UUID, suggestions: Sequence[Suggestion], actor: Actor) -> Outcome:
    """Add a batch of suggestions to the backlog, all or nothing; tells what became of each.

    The limit of the run's mode counts over all its batches, so the same batch again adds nothing.
    Raises TooManySuggestions, AnalysisRunNotFound, AnalysisRunEnded, NoRepository or UnknownMode.
    """
    if len(suggestions) > settings.API_SUGGESTIONS_PER_BATCH:
        raise TooManySuggestions(settings.API_SUGGESTIONS_PER_BATCH)
    run = _locked(run_id, actor)
    if run.repository is None:
        raise NoRepository
    # Under the lock: what is joined to a row that was waited for is as old as the wait.
    earlier = SubmittedBatches.objects.filter(analysis_run=run).first()
    outcome = store(
        run=run,
        repository=run.repository,
        mode=ReviewMode.parse(run.mode),
        suggestions=suggestions,
        repeats=earlier.repeated_item_ids if earlier else (),
    )
    _note(run, outcome, is_first=earlier is None)
    return outcome


def finish_run(*, run_id: UUID, actor: Actor) -> AnalysisRun:
    """End a review that is in progress; raises AnalysisRunNotFound or AnalysisRunEnded."""
    return _ended(run_id, actor, AnalysisStatus.COMPLETED)


def fail_run(*, run_id: UUID, error_message: str, actor: Actor) -> AnalysisRun:
    """End a review that went wrong; what was submitted stays.

    Raises MissingValue, AnalysisRunNotFound or AnalysisRunEnded.
    """
    message = cleaned(error_message)
    if not message:
        raise MissingValue("error_message", "what went wrong")
    return _ended(run_id, actor, AnalysisStatus.FAILED, message)


@transaction.atomic
def _ended(
    run_id: UUID, actor: Actor, status: AnalysisStatus, error_message: str | None = None
) -> AnalysisRun:
    run = _locked(run_id, actor)
    run.status, run.error_message, run.completed_at = status, error_message, timezone.now()
    run.save(update_fields=["status", "error_message", "completed_at"])
    return run


def _active_repository(repository_id: UUID, actor: Actor) -> GitHubRepository:
    repository = GitHubRepository.objects.visible_to(actor).filter(pk=repository_id).first()
    if repository is None:
        raise RepositoryNotFound(repository_id)
    if not repository.is_active:
        raise RepositoryNotChoosable
    return repository


def _locked(run_id: UUID, actor: Actor) -> AnalysisRun:
    """Give the run, locked until the transaction ends, with its repository."""
    rows = AnalysisRun.objects.visible_to(actor).locked(run_id)
    run = rows.select_related("repository").first()
    if run is None:
        raise AnalysisRunNotFound(run_id)
    if run.status != AnalysisStatus.IN_PROGRESS:
        raise AnalysisRunEnded(run.status)
    return run


def _note(run: AnalysisRun, outcome: Outcome, *, is_first: bool) -> None:
    """Keep what the next batch must know."""
    if outcome.added:
        run.items_found += outcome.added
        run.save(update_fields=["items_found"])
    batches = SubmittedBatches(
        analysis_run=run, latest_at=timezone.now(), repeated_item_ids=sorted(outcome.repeats)
    )
    batches.save(force_insert=is_first, force_update=not is_first)


def _fail_abandoned(repository: GitHubRepository, now: datetime) -> None:
    """Fail the repository's runs that were silent for too long; one that is at work is skipped."""
    silent = AnalysisRun.objects.silent_since(now - ABANDONED_AFTER).filter(repository=repository)
    rows = silent.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    locked = [run.pk for run in rows]
    if locked:
        # Asked again under the lock: a batch may have come in between.
        silent.filter(pk__in=locked).update(
            status=AnalysisStatus.FAILED, completed_at=now, error_message=ABANDONED
        )
