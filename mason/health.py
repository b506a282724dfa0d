"""Health for whoever watches Mason: is the process alive, and can it serve requests."""

import logging
from http import HTTPStatus
from typing import Final, Literal

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

type Outcome = Literal["ok", "failed", "unknown"]

OK: Final[Outcome] = "ok"
FAILED: Final[Outcome] = "failed"
UNKNOWN: Final[Outcome] = "unknown"


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process serves requests; asks nothing of the database."""
    return JsonResponse({"status": OK})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and has every migration, else 503 naming what failed."""
    checks = _readiness()
    ready = all(outcome == OK for outcome in checks.values())
    return JsonResponse(
        {"status": OK if ready else "unavailable", "checks": checks},
        status=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _readiness() -> dict[str, Outcome]:
    """Return the outcome of each check; the reason of a failure goes to the log only."""
    try:
        return {"database": OK, "migrations": FAILED if unapplied_migrations() else OK}
    except DatabaseError:
        logger.exception("readiness: the database doesn't answer")
        return {"database": FAILED, "migrations": UNKNOWN}


def unapplied_migrations() -> int:
    """Count the migrations that the database lacks; raises DatabaseError if it doesn't answer."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
