"""What a repository's filter is set to."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings

from backlog.choices import BlocklistKind, Calibration, FilterTier
from backlog.judging.blocklist import BlockedPattern, Blocklist
from backlog.judging.policy import Policy
from backlog.models import BlocklistPattern, FilterPolicy
from mason.database.prepared import fetch

_POLICY: Final = f"""
    SELECT policy.floors, policy.confidences, policy.off, blocked.patterns
    FROM (
        SELECT jsonb_agg(
            jsonb_build_array(kind, pattern, reason, expires_at, id) ORDER BY kind, pattern
        ) AS patterns
        FROM {BlocklistPattern._meta.db_table}
        WHERE repository_id = %(repository_id)s AND removed_at IS NULL
    ) AS blocked
    LEFT JOIN (
        SELECT floors, confidences, off FROM {FilterPolicy._meta.db_table}
        WHERE repository_id = %(repository_id)s ORDER BY saved_at DESC, id DESC LIMIT 1
    ) AS policy ON true
"""  # noqa: S608 - made of constants alone


def policy_of(repository_id: UUID) -> Policy:
    """Read what is in force in a repository, expired patterns with it; one query."""
    ((floors, confidences, off, patterns),) = fetch(_POLICY, {"repository_id": repository_id})
    return Policy(
        floors={FilterTier(tier): Decimal(n) for tier, n in _object(floors).items()},
        confidences={code: Decimal(n) for code, n in _object(confidences).items()},
        off=frozenset(off or ()),
        blocklist=Blocklist(tuple(map(_pattern, json.loads(patterns or "[]")))),
        calibration=Calibration(settings.FILTER_CALIBRATION),
    )


def _object(text: str | None) -> dict[str, str]:
    found: dict[str, str] = json.loads(text or "{}")
    return found


def _pattern(row: Sequence[str]) -> BlockedPattern:
    kind, pattern, reason, expires_at, pattern_id = row
    moment = datetime.fromisoformat(expires_at) if expires_at else None
    return BlockedPattern(BlocklistKind(kind), pattern, reason, moment, UUID(pattern_id))
