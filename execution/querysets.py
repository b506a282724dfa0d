"""Reads and locks of executions, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from uuid import UUID

    from execution.models import ExecutionProgress


class ExecutionProgressQuerySet(models.QuerySet["ExecutionProgress"]):
    """Live progress of items."""

    def locked(self, item_id: UUID) -> ExecutionProgressQuerySet:
        """The item's row, locked until the transaction ends."""
        return self.filter(item_id=item_id).select_for_update(of=("self",))
