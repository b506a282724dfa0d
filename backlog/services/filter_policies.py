"""Saving what a repository's filter is set to, with who and why."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.exceptions import PolicyConflict, WrongSetting
from backlog.judging.draft import Draft
from backlog.models import FilterPolicy
from backlog.services.blocklists import add_pattern, remove_pattern
from backlog.services.deciding import require_curator
from backlog.services.policies import policy_of


def latest_policy(repository_id: UUID) -> FilterPolicy | None:
    """Give the row that is in force; None where everything is as Mason has it."""
    rows = FilterPolicy.objects.filter(repository=repository_id).select_related("user")
    return rows.order_by("-saved_at", "-id").first()


@transaction.atomic
def save_policy(
    *,
    repository_id: UUID,
    draft: Draft,
    reason: str,
    seen: UUID | None,
    actor: Actor,
) -> FilterPolicy:
    """Set the filter as the draft says, its blocklist too.

    `seen` is the policy that the draft was made from, None for none: somebody else's in between
    is a conflict. Raises DecisionNotAllowed, WrongSetting, PolicyConflict, PatternBlocked or
    PatternNotFound, and then changes nothing.
    """
    require_curator(actor)
    _require_change(draft, reason)
    repository = GitHubRepository.objects.select_for_update(no_key=True).get(pk=repository_id)
    latest = latest_policy(repository_id)
    if (latest.pk if latest else None) != seen:
        raise PolicyConflict
    _change_blocklist(repository, draft, actor)
    applied = draft.applied_to(policy_of(repository_id))
    return FilterPolicy.objects.create(
        repository=repository,
        floors={tier.value: str(floor) for tier, floor in applied.floors.items()},
        confidences={code: str(number) for code, number in applied.confidences.items()},
        off=sorted(applied.off),
        reason=reason.strip(),
        user=actor.user,
        channel=actor.channel,
    )


def _require_change(draft: Draft, reason: str) -> None:
    if not reason.strip():
        raise WrongSetting("reason", "say why the filter is set so")
    if not draft.changes_anything:
        raise WrongSetting("draft", "it changes nothing")


def _change_blocklist(repository: GitHubRepository, draft: Draft, actor: Actor) -> None:
    for pattern_id in sorted(draft.unblocked):
        remove_pattern(pattern_id=pattern_id, actor=actor, repository=repository)
    for one in draft.blocked:
        add_pattern(
            repository=repository,
            kind=one.kind,
            pattern=one.pattern,
            reason=one.reason,
            expires_at=one.expires_at,
            actor=actor,
        )
