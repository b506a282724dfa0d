"""Stops `migrate` before it writes anything into a database that can't be adopted."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations import Migration

from mason.database.adoption.contradictions import contradictions
from mason.database.adoption.operations import AdoptOrCreateModel


def refuse_contradictions(
    *, using: str, plan: Sequence[tuple[Migration, bool]], **_kwargs: Any
) -> None:
    """Receive `pre_migrate`, which Django sends before even its own table of migrations is made.

    Raises CommandError, with each contradiction on a line of its own.
    """
    if not any(_adopts(migration) for migration, backwards in plan if not backwards):
        return
    found = contradictions(connections[using])
    if found:
        lines = "\n".join(f"  {contradiction}" for contradiction in found)
        raise CommandError(
            "This database has tables of Mason's whose content contradicts their documented form."
            f" Nothing was changed.\n{lines}\nCorrect this, then run migrate again."
        )


def _adopts(migration: Migration) -> bool:
    return any(isinstance(operation, AdoptOrCreateModel) for operation in migration.operations)
