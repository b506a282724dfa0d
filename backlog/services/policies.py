"""What a repository's filter is set to."""

import json
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
    SELECT floors, confidences, off FROM {FilterPolicy._meta.db_table}
    WHERE repository_id = %s ORDER BY saved_at DESC, id DESC LIMIT 1
"""  # noqa: S608 - made of constants alone
_BLOCKED: Final = f"""
    SELECT kind, pattern, reason, expires_at, id FROM {BlocklistPattern._meta.db_table}
    WHERE repository_id = %s AND removed_at IS NULL ORDER BY kind, pattern
"""  # noqa: S608 - made of constants alone


def policy_of(repository_id: UUID) -> Policy:
    """Read what is in force in a repository, expired patterns with it; two queries."""
    found = fetch(_POLICY, [repository_id])
    floors, confidences, off = found[0] if found else ("{}", "{}", ())
    return Policy(
        floors={FilterTier(tier): Decimal(floor) for tier, floor in json.loads(floors).items()},
        confidences={code: Decimal(number) for code, number in json.loads(confidences).items()},
        off=frozenset(off),
        blocklist=_blocklist(repository_id),
        calibration=Calibration(settings.FILTER_CALIBRATION),
    )


def _blocklist(repository_id: UUID) -> Blocklist:
    rows = fetch(_BLOCKED, [repository_id])
    return Blocklist(tuple(BlockedPattern(BlocklistKind(kind), *rest) for kind, *rest in rows))
