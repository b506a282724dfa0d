"""Having PRDs written, from the list and from an item's page."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.admin.access import CuratorAdmin, curator_of, require_decider
from accounts.admin.confirming import keeping_filters
from accounts.admin.relating import row_url
from backlog.exceptions import BacklogError
from backlog.intake.wording import counted
from backlog.models import BacklogItem
from backlog.services.requirements_documents import assistant_for, generate_prd, origin_of

WRITTEN_BY_ASSISTANT: Final = 3
WRITTEN_FROM_TEMPLATE: Final = 100
"""How many PRDs one request has written: an assistant takes minutes for each."""


class PRDWritingAdmin(CuratorAdmin):
    """Items whose PRDs a curator has written; what a person wrote or edited is left alone."""

    @admin.action(description="Generate PRDs", permissions=["decide"])
    def generate_prds(self, request: HttpRequest, queryset: QuerySet[BacklogItem]) -> None:
        """Have the PRDs of the selection written, one after the other."""
        most = WRITTEN_BY_ASSISTANT if settings.ASSISTANT else WRITTEN_FROM_TEMPLATE
        rows: Any = queryset
        ids: list[UUID] = rows.ids_between(0, most + 1)
        if len(ids) > most:
            command = "manage.py generate_prds writes more."
            refusal = f"At most {counted(most, 'PRD')} are generated at once: {command}"
            self.message_user(request, refusal, messages.ERROR)
            return
        refusals = [refusal for refusal in (self._write(request, one) for one in ids) if refusal]
        self._report(request, len(ids) - len(refusals), refusals)

    def get_urls(self) -> list[URLPattern]:
        """Add the address that has one PRD written."""
        write: Any = self.admin_site.admin_view(require_POST(self._write_one))
        own = path("<uuid:item_id>/generate-prd/", write, name="backlog_generate_prd")
        return [own, *super().get_urls()]

    def may_generate(self, request: HttpRequest, item: BacklogItem) -> bool:
        """Tell whether the item's page offers it."""
        if not self.has_decide_permission(request):
            return False
        return not item.prd_content or origin_of(item) is not None

    def _write_one(self, request: HttpRequest, item_id: UUID) -> HttpResponse:
        require_decider(request)
        item = get_object_or_404(BacklogItem, pk=item_id)
        refusal = self._write(request, item_id)
        self._report(request, 0 if refusal else 1, [refusal] if refusal else [])
        return HttpResponseRedirect(keeping_filters(self, request, row_url(item)))

    def _write(self, request: HttpRequest, item_id: UUID) -> str:
        """Give why nothing was written; empty when it was."""
        actor = curator_of(request)
        try:
            assistant = assistant_for(item_id=item_id, actor=actor)
            generate_prd(item_id=item_id, actor=actor, assistant=assistant)
        except BacklogError as error:
            return error.reason
        return ""

    def _report(self, request: HttpRequest, written: int, refusals: Sequence[str]) -> None:
        if written:
            done = f"Generated {counted(written, 'PRD')}."
            self.message_user(request, done, messages.SUCCESS)
        for refusal in dict.fromkeys(refusals):
            number = refusals.count(refusal)
            text = f"{counted(number, 'PRD')} not generated: {refusal}" if number > 1 else refusal
            self.message_user(request, text, messages.ERROR)
