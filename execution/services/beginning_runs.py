"""Making remote runs: the same request with the same key makes one run, within 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import IdempotencyConflict
from accounts.models import GitHubRepository, User
from accounts.services.answered_requests import KEPT, require_key
from backlog.exceptions import MissingValue
from backlog.models import BacklogItem
from execution.choices import ITEMS_OF_A_RUN
from execution.exceptions import BadRows, TooManyRows
from execution.models import RemoteExecutionRun

DEFAULT_BASE_BRANCH: Final = "main"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a remote run is to be about; two requests are the same when all of this is."""

    repository_id: UUID
    branch_name: str
    item_ids: tuple[UUID, ...] = ()
    base_branch: str = DEFAULT_BASE_BRANCH

    @classmethod
    def of(cls, run: RemoteExecutionRun) -> "RunRequest | None":
        """Give the request that made a run; None when its repository is gone."""
        if run.repository_id is None:
            return None
        return cls(run.repository_id, run.branch_name, tuple(run.item_ids), run.base_branch)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run, and whether this request made it or an earlier one with the same key."""

    run: RemoteExecutionRun
    is_new: bool


@transaction.atomic
def create_run(
    *,
    repository: GitHubRepository,
    branch_name: str,
    actor: Actor,
    item_ids: Sequence[UUID] = (),
    base_branch: str = DEFAULT_BASE_BRANCH,
    idempotency_key: str | None = None,
) -> Begun:
    """Make a run, or give the one that the same request with the same key made.

    The caller has found the repository among the actor's own. Raises MissingValue, TooManyRows,
    BadRows for ids that aren't items of the repository, BadIdempotencyKey or IdempotencyConflict.
    """
    wanted = RunRequest(repository.pk, branch_name.strip(), tuple(item_ids), base_branch.strip())
    _require_branches(wanted)
    if idempotency_key is None or actor.user is None:
        return Begun(_insert(wanted, actor.user), is_new=True)
    require_key(idempotency_key)
    return _begin_once(wanted, actor.user, idempotency_key)


def _begin_once(wanted: RunRequest, user: User, key: str) -> Begun:
    """Waits, at the constraint on user and key, for a request with the same that is under way."""
    with_key = RemoteExecutionRun.objects.filter(user=user, idempotency_key=key)
    with_key.filter(idempotency_expires_at__lte=timezone.now()).update(
        idempotency_key=None, idempotency_expires_at=None
    )
    known = with_key.first()
    if known is None:
        run = _insert(wanted, user, key)
        known = with_key.get()
        if known.pk == run.pk:
            return Begun(known, is_new=True)
    if RunRequest.of(known) != wanted:
        raise IdempotencyConflict
    return Begun(known, is_new=False)


def _insert(wanted: RunRequest, user: User | None, key: str | None = None) -> RemoteExecutionRun:
    """Insert the run, unless another one has its key by now."""
    _require_items(wanted)
    run = RemoteExecutionRun(
        user=user,
        repository_id=wanted.repository_id,
        item_ids=list(wanted.item_ids),
        item_count=len(wanted.item_ids),
        branch_name=wanted.branch_name,
        base_branch=wanted.base_branch,
        idempotency_key=key,
        idempotency_expires_at=None if key is None else timezone.now() + KEPT,
    )
    RemoteExecutionRun.objects.bulk_create([run], ignore_conflicts=key is not None)
    return run


def _require_branches(wanted: RunRequest) -> None:
    if not wanted.branch_name:
        raise MissingValue("branch_name", "the branch that the work is on")
    if not wanted.base_branch:
        raise MissingValue("base_branch", "the branch that the work is for, or leave it out")


def _require_items(wanted: RunRequest) -> None:
    """Raise TooManyRows, or BadRows with the place of each id that isn't right."""
    ids = wanted.item_ids
    if len(ids) > ITEMS_OF_A_RUN:
        raise TooManyRows("item_ids", ITEMS_OF_A_RUN)
    rows = BacklogItem.objects.filter(pk__in=ids, repository=wanted.repository_id)
    left = set(rows.values_list("pk", flat=True))
    wrong: dict[int, str] = {}
    for place, item_id in enumerate(ids):
        if item_id in left:
            left.remove(item_id)
        else:
            wrong[place] = f"{item_id} isn't an item of the repository, or stands here twice."
    if wrong:
        raise BadRows("item_ids", wrong)
