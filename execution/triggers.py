"""The triggers that tell listeners how executions go on."""

from typing import Final

import pgtrigger

from execution.choices import LONGEST_RUN_ID
from mason.database.triggers import Guard

PROGRESS_CHANNEL: Final = "mason_execution_progress"
TASKS_CHANNEL: Final = "mason_execution_tasks"
LONGEST_PAYLOAD: Final = 7_500
"""Bytes; PostgreSQL refuses 8,000."""


def notify_progress() -> Guard:
    """Give the trigger that notifies each change that somebody could see.

    The payload is JSON: operation (insert, update or delete), item, run and phase; and row, what
    the row is now, unless it was deleted or is too long. Other writers' texts may have any length.
    """
    return Guard(
        name="notify_progress",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "record"), ("payload", "text"), ("whole", "text")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                changed := NEW;
                changed.updated_at := OLD.updated_at;
                IF changed *= OLD THEN
                    RETURN NULL;
                END IF;
            END IF;
            changed := COALESCE(NEW, OLD);
            payload := json_build_object(
                'operation', lower(TG_OP),
                'item', changed.item_id,
                'run', left(changed.run_id, {LONGEST_RUN_ID}),
                'phase', changed.current_phase);
            IF TG_OP <> 'DELETE' THEN
                whole := left(payload, -1) || ', "row": ' || row_to_json(changed) || '}}';
                IF octet_length(whole) <= {LONGEST_PAYLOAD} THEN
                    payload := whole;
                END IF;
            END IF;
            PERFORM pg_notify('{PROGRESS_CHANNEL}', payload);
            RETURN NULL;
        """,
    )


def notify_tasks() -> Guard:
    """Give the trigger that notifies, once in a transaction, that tasks of an item changed.

    The payload is JSON: item (null for a task that is for none) and run. PostgreSQL sends what is
    notified twice in a transaction once.
    """
    return Guard(
        name="notify_tasks",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "record")],
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF NEW *= OLD THEN
                    RETURN NULL;
                END IF;
                IF OLD.item_id IS DISTINCT FROM NEW.item_id THEN
                    PERFORM pg_notify('{TASKS_CHANNEL}',
                        json_build_object('item', OLD.item_id, 'run', OLD.run_id)::text);
                END IF;
            END IF;
            changed := COALESCE(NEW, OLD);
            PERFORM pg_notify('{TASKS_CHANNEL}',
                json_build_object('item', changed.item_id, 'run', changed.run_id)::text);
            RETURN NULL;
        """,
    )
