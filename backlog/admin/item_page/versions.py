"""The versions of an item's PRD, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from accounts.choices import Channel
from backlog.models import BacklogItem, FieldChange

SHOWN_VERSIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Version:
    """One change of the PRD: when, by whom, why, and the page that compares it with the last."""

    when: datetime
    who: str
    reason: str
    url: str


def versions_of(item: BacklogItem) -> Sequence[Version]:
    """Give the latest changes of the PRD, without its texts."""
    changes = FieldChange.objects.filter(item=item, field="prd_content").select_related("user")
    return [_version(change) for change in changes.defer("before", "after")[:SHOWN_VERSIONS]]


def _version(change: FieldChange) -> Version:
    return Version(
        when=change.changed_at,
        who=str(change.user) if change.user else Channel(change.channel).label,
        reason=change.reason,
        url=reverse("admin:backlog_text_change", args=[change.item_id, change.pk]),
    )
