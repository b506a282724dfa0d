"""The trigger that tells listeners of progress."""

from typing import Final

import pgtrigger

from execution.choices import LONGEST_RUN_ID
from mason.database.triggers import Guard

PROGRESS_CHANNEL: Final = "mason_execution_progress"


def notify_progress() -> Guard:
    """Give the trigger that notifies each change that somebody could see.

    The payload is JSON: operation (insert, update or delete), item, run and phase. PostgreSQL
    refuses payloads of 8,000 bytes, and other writers' run ids may have any length.
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
                'run', left(changed.run_id, {LONGEST_RUN_ID}),
                'phase', changed.current_phase)::text);
            RETURN NULL;
        """,
    )
