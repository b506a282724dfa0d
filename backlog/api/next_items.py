"""What is next: the approved items in the order in which they are handed out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.http import Http404, QueryDict
from rest_framework.exceptions import ValidationError

from accounts.actors import Actor
from accounts.api.listing.columns import Columns
from accounts.api.listing.questions import whoever
from accounts.api.listing.statements import Statement
from accounts.models import GitHubRepository
from backlog.api.serializers import BacklogItemAloneSerializer
from backlog.filters import ApprovedItemsFilter

KEPT_QUESTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class NextItems:
    """A question about what is next: the statements that find the items and count them."""

    limit: int
    repository_id: UUID | None
    items: Statement
    count: Statement
    columns: Columns

    def answer(self, actor: Actor) -> dict[str, object]:
        """Give one item with the number of all, or several; raises Http404."""
        user_id = actor.user.pk if actor.user else None
        items = self.columns.objects(self.items.rows(user_id))
        if not items:
            self._require_repository(actor)
        if self.limit > 1:
            return {"items": items, "count": len(items)}
        ((total,),) = self.count.rows(user_id)
        return {"item": items[0] if items else None, "total_approved": total}

    def _require_repository(self, actor: Actor) -> None:
        """Raise Http404 for a repository that isn't there for whoever asks."""
        if self.repository_id is None:
            return
        visible = GitHubRepository.objects.visible_to(actor)
        if not visible.filter(pk=self.repository_id).exists():
            raise Http404(f"There is no repository {self.repository_id}.")


@lru_cache(KEPT_QUESTIONS)
def next_items(query_string: str, sees_all: bool) -> NextItems:  # noqa: FBT001 - a key of the cache
    """Work the question out; raises ValidationError."""
    asked = ApprovedItemsFilter(QueryDict(query_string), actor=whoever(sees_all=sees_all))
    if not asked.is_valid():
        raise ValidationError(asked.errors)
    serializer = BacklogItemAloneSerializer()
    columns = Columns.of(serializer, tuple(serializer.fields))
    return NextItems(
        limit=asked.limit_given,
        repository_id=asked.repository_given,
        items=Statement.of(asked.items.by_priority()[: asked.limit_given], columns.names),
        count=Statement.counting(asked.items),
        columns=columns,
    )
