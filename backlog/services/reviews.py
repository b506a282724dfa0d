"""Reviews: an analysis run that turns a source's suggestions into rows of the backlog."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.assistants.asking import Usage
from backlog.choices import AnalysisStatus
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading, Source
from backlog.intake.tree import Tree
from backlog.intake.wording import cleaned
from backlog.models import AnalysisRun, ReviewedCommit
from backlog.modes import ReviewMode
from backlog.services.fates import Outcome
from backlog.services.predecessors import holders
from backlog.services.storing import store


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a review brought: its run, what became of the suggestions, what couldn't be read."""

    run: AnalysisRun
    findings: int
    suggestions: Outcome
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: tuple[str, ...] = ()
    usage: Usage | None = None


def review(
    *,
    repository: GitHubRepository,
    mode: ReviewMode,
    source: Source,
    progress: Progress,
    actor: Actor,
    commit_sha: str | None = None,
    tree: Tree | None = None,
) -> ReviewOutcome:
    """Read a source and add what is new of it to the repository's backlog, all or nothing.

    `commit_sha` names the commit that the source looked at, where there is one, and `tree` are
    the files that it saw: without them the rules that need a checkout are silent.
    Whatever goes wrong, an interruption too, the run is kept as failed with the message and the
    error goes on. Raises IntakeError when the source can't be read.
    """
    run = AnalysisRun.objects.create(user=repository.user, repository=repository, mode=mode.name)
    with _failing(run):
        known = holders(repository)
        reading = source.read(holder_of=known.get, progress=progress)
        return _finish(run, mode, reading, commit_sha, partial(store, actor=actor, tree=tree))


@transaction.atomic
def _finish(
    run: AnalysisRun,
    mode: ReviewMode,
    reading: Reading,
    commit_sha: str | None,
    stored: Callable[..., Outcome],
) -> ReviewOutcome:
    if commit_sha:
        ReviewedCommit.objects.create(analysis_run=run, commit_sha=commit_sha)
    repository_id = run.repository_id
    outcome = stored(
        run=run, repository_id=repository_id, mode=mode, suggestions=reading.suggestions
    )
    run.items_found = outcome.added
    run.status = AnalysisStatus.COMPLETED
    run.completed_at = timezone.now()
    run.save(update_fields=["items_found", "status", "completed_at"])
    return ReviewOutcome(
        run, reading.findings, outcome, reading.skipped, tuple(reading.remarks), reading.usage
    )


@contextmanager
def _failing(run: AnalysisRun) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and not connection.in_atomic_block:
            connection.close()  # it may be in the midst of a query, and answers no other then
        run.status = AnalysisStatus.FAILED
        run.completed_at = timezone.now()
        run.error_message = cleaned(str(error)) or type(error).__name__
        run.save(update_fields=["status", "completed_at", "error_message"])
        raise
