"""Putting patterns on a repository's blocklist, and taking them off."""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from pathspec import GitIgnoreSpec

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import BlocklistKind
from backlog.exceptions import PatternBlocked, PatternNotFound, WrongSetting
from backlog.models import BlocklistPattern
from backlog.services.deciding import require_curator

LONGEST_PATTERN: Final = 500
"""Characters."""


def add_pattern(
    *,
    repository: GitHubRepository,
    kind: str,
    pattern: str,
    reason: str,
    actor: Actor,
    expires_at: datetime | None = None,
) -> BlocklistPattern:
    """Block what a pattern matches; raises DecisionNotAllowed, WrongSetting or PatternBlocked."""
    require_curator(actor)
    checked: dict[str, Any] = {
        "kind": checked_kind(kind),
        "pattern": checked_pattern(kind, pattern),
        "reason": checked_reason(reason),
        "expires_at": checked_expiry(expires_at),
    }
    try:
        with transaction.atomic():
            return BlocklistPattern.objects.create(
                repository=repository, added_by=actor.user, **checked
            )
    except IntegrityError as error:
        raise PatternBlocked(checked["pattern"]) from error


@transaction.atomic
def change_pattern(
    *, pattern_id: UUID, reason: str, expires_at: datetime | None, actor: Actor
) -> BlocklistPattern:
    """Change why and until when; raises DecisionNotAllowed, WrongSetting or PatternNotFound."""
    require_curator(actor)
    row = _locked(pattern_id)
    row.reason, row.expires_at = checked_reason(reason), checked_expiry(expires_at)
    row.save(update_fields=["reason", "expires_at"])
    return row


@transaction.atomic
def remove_pattern(
    *, pattern_id: UUID, actor: Actor, repository: GitHubRepository | None = None
) -> BlocklistPattern:
    """Take a pattern off the list, of this repository if one is named; the row is kept.

    Raises DecisionNotAllowed or PatternNotFound.
    """
    require_curator(actor)
    row = _locked(pattern_id)
    if repository is not None and row.repository_id != repository.pk:
        raise PatternNotFound(pattern_id)
    row.removed_at, row.removed_by = timezone.now(), actor.user
    row.save(update_fields=["removed_at", "removed_by"])
    return row


def checked_kind(kind: str) -> BlocklistKind:
    """Give the kind of this name; raises WrongSetting."""
    if kind not in BlocklistKind.values:
        raise WrongSetting("kind", f"“{kind}” must be one of {', '.join(BlocklistKind.values)}")
    return BlocklistKind(kind)


def checked_pattern(kind: str, pattern: str) -> str:
    """Give the pattern without space around it; raises WrongSetting for one that can't match."""
    text = pattern.strip()
    if not text or "\n" in text or "\0" in text:
        raise WrongSetting("pattern", "it must be one line that isn't blank")
    if len(text) > LONGEST_PATTERN:
        raise WrongSetting("pattern", f"it may have {LONGEST_PATTERN} characters")
    if not text.replace("*", "").replace("/", ""):
        raise WrongSetting("pattern", f"“{text}” matches everything: name a part of it")
    if kind == BlocklistKind.PATH:
        _require_path(text)
    return text


def checked_reason(reason: str) -> str:
    """Give the reason without space around it; raises WrongSetting for a blank one."""
    if not reason.strip():
        raise WrongSetting("reason", "say why: whoever reads the verdict will ask")
    return reason.strip()


def checked_expiry(expires_at: datetime | None) -> datetime | None:
    """Give the moment, None for good; raises WrongSetting for one that has passed."""
    if expires_at is not None and expires_at <= timezone.now():
        raise WrongSetting("expires_at", "it must be in the future, or empty for good")
    return expires_at


def _require_path(pattern: str) -> None:
    if pattern[0] in "!#":
        raise WrongSetting("pattern", f"a path can't begin with {pattern[0]}")
    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.PatternError) as error:
        raise WrongSetting("pattern", f"“{pattern}” is no path as in .gitignore") from error


def _locked(pattern_id: UUID) -> BlocklistPattern:
    rows = BlocklistPattern.objects.select_for_update(of=("self",)).filter(removed_at=None)
    row = rows.filter(pk=pattern_id).first()
    if row is None:
        raise PatternNotFound(pattern_id)
    return row
