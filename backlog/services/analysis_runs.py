"""Reviews that agents make: started, given suggestions in batches, finished or failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
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
from backlog.querysets import visible_analysis_runs
from backlog.services.fates import Outcome
from backlog.services.storing import store
from mason.database.prepared import change, fetch
from mason.database.returned_rows import columns_of, instances
from mason.tables import TABLES

ABANDONED_AFTER: Final = timedelta(hours=24)
"""How long a run may be silent before another run of its repository fails it."""
_BATCHES: Final = SubmittedBatches._meta.db_table
_REPEATED: Final = f"SELECT repeated_item_ids FROM {_BATCHES} WHERE analysis_run_id = %s"  # noqa: S608 - made of constants alone
_NOTE: Final = f"""
    WITH counted AS (
        UPDATE {TABLES.pm_analysis_runs} SET items_found = %(items_found)s WHERE id = %(run_id)s
    )
    INSERT INTO {_BATCHES} (analysis_run_id, latest_at, repeated_item_ids)
    VALUES (%(run_id)s, %(now)s, %(repeated)s::uuid[])
    ON CONFLICT (analysis_run_id) DO UPDATE
    SET latest_at = EXCLUDED.latest_at, repeated_item_ids = EXCLUDED.repeated_item_ids
"""  # noqa: S608 - made of constants alone
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
    if run.repository_id is None:
        raise NoRepository
    # Under the lock: what is joined to a row that was waited for is as old as the wait.
    earlier = fetch(_REPEATED, [run.pk])
    outcome = store(
        run=run,
        repository_id=run.repository_id,
        mode=ReviewMode.parse(run.mode),
        suggestions=suggestions,
        actor=actor,
        repeats=earlier[0][0] if earlier else (),
    )
    _note(run, outcome)
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
    """Give the run, locked until the transaction ends."""
    scope = visible_analysis_runs(actor)
    found = fetch(_lock_run(scope.sql), {**scope.parameters, "run_id": run_id})
    if not found:
        raise AnalysisRunNotFound(run_id)
    (run,) = instances(AnalysisRun, found)
    if run.status != AnalysisStatus.IN_PROGRESS:
        raise AnalysisRunEnded(run.status)
    return run


@cache
def _lock_run(scope: str) -> str:
    columns = columns_of(AnalysisRun, "run")
    return f"""
        SELECT {columns} FROM {TABLES.pm_analysis_runs} AS run
        WHERE run.id = %(run_id)s AND {scope} FOR UPDATE OF run
    """  # noqa: S608 - made of constants alone


def _note(run: AnalysisRun, outcome: Outcome) -> None:
    """Keep what the next batch must know."""
    run.items_found += outcome.added
    values = {
        "run_id": run.pk,
        "items_found": run.items_found,
        "now": timezone.now(),
        "repeated": sorted(outcome.repeats),
    }
    change(_NOTE, values)


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
