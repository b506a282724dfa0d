"""The claim in one statement, as fast as PostgreSQL does it: the reference `one`."""

from typing import Final

from backlog.triggers import (
    API_KEY_SETTING,
    CHANNEL_SETTING,
    OPERATION_SETTING,
    REASON_SETTING,
    USER_SETTING,
)
from mason.tables import TABLES

_TOLD: Final = f"""
    SELECT set_config('{USER_SETTING}', %(user_id)s, true),
        set_config('{API_KEY_SETTING}', %(api_key_id)s, true),
        set_config('{CHANNEL_SETTING}', 'api', true),
        set_config('{REASON_SETTING}', 'claimed', true),
        set_config('{OPERATION_SETTING}', gen_random_uuid()::text, true)
"""
_BEST: Final = f"""
    SELECT id FROM {TABLES.pm_backlog_items}
    WHERE status = 'approved' AND repository_id = %(repository_id)s
    ORDER BY priority_score DESC NULLS LAST, created_at, id
    LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - made of constants alone
_TAKEN: Final = f"""
    UPDATE {TABLES.pm_backlog_items} SET status = 'in_progress' WHERE id = ANY (ARRAY({_BEST}))
"""  # noqa: S608 - made of constants alone

STATUS_ALONE: Final = f"{_TAKEN} RETURNING *"
"""Changes the status and nothing else: nobody could tell whose claim it is."""

ONE: Final = f"""
    WITH told AS MATERIALIZED ({_TOLD}), claimed AS (
        {_TAKEN} AND EXISTS (SELECT FROM told) RETURNING *
    ), begun AS (
        INSERT INTO {TABLES.execution_progress} (item_id, run_id, current_phase, started_at)
        SELECT id, %(run_id)s, 'site_review', clock_timestamp() FROM claimed
        ON CONFLICT (item_id) DO UPDATE SET run_id = EXCLUDED.run_id,
            current_phase = EXCLUDED.current_phase, started_at = EXCLUDED.started_at
    )
    SELECT * FROM claimed
"""  # noqa: S608 - made of constants alone
"""What a claim of Mason leaves behind: the status, who changed it, the progress under its run."""
