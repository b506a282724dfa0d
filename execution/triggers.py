"""The trigger that tells listeners of progress."""

from typing import Final

import pgtrigger

from mason.database.triggers import Guard

PROGRESS_CHANNEL: Final = "mason_execution_progress"
_LONGEST_RUN_ID: Final = 200
"""PostgreSQL refuses notifications of 8,000 bytes; a run id is free text of any length."""


def notify_progress() -> Guard:
    """Give the trigger that notifies each change that somebody could see.

    The payload is JSON: operation (insert, update or delete), item, run and phase.
    """
    return Guard(
        name="notify_progress",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "record")],
        func=f"""
            IF TG_OP = 'UPDATE'
                AND to_jsonb(OLD) - 'updated_at' = to_jsonb(NEW) - 'updated_at' THEN
                RETURN NULL;
            END IF;
            changed := COALESCE(NEW, OLD);
            PERFORM pg_notify('{PROGRESS_CHANNEL}', json_build_object(
                'operation', lower(TG_OP),
                'item', changed.item_id,
                'run', left(changed.run_id, {_LONGEST_RUN_ID}),
                'phase', changed.current_phase)::text);
            RETURN NULL;
        """,
    )
