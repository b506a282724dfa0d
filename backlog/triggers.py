"""The triggers that hold every writer to the state table and keep the history of status."""

from collections.abc import Mapping
from typing import Final

import pgtrigger

from accounts.choices import Channel
from backlog.choices import TRANSITIONS, ItemStatus
from mason.database.triggers import Guard, OwnerGuard

USER_SETTING: Final = "mason.user_id"
API_KEY_SETTING: Final = "mason.api_key_id"
CHANNEL_SETTING: Final = "mason.channel"
REASON_SETTING: Final = "mason.reason"
OPERATION_SETTING: Final = "mason.operation_id"
UNDOES_SETTING: Final = "mason.undoes_operation_id"
"""Settings of a transaction that tell the history who changes an item, through what and why, what
is changed together with it, and which earlier operation that takes back."""

RECORDED_FIELDS: Final = (
    "title",
    "problem",
    "solution",
    "area",
    "type",
    "complexity",
    "impact_score",
    "effort_score",
    "prd_content",
)
"""The columns of which the history keeps every value."""

EXECUTED_CHANNEL: Final = "mason_execution_items"
_TOLD: Final = ("status", "title", "user_id", "repository_id")
"""What listeners are told changes of, while the item is carried out."""

_STATUS_CHANGES: Final = pgtrigger.Q(old__status__df=pgtrigger.F("new__status"))


def _setting(name: str) -> str:
    return f"NULLIF(current_setting('{name}', true), '')"


def _allowed_statuses() -> str:
    cases = " ".join(
        f"WHEN '{current}' THEN ARRAY[{', '.join(f"'{target}'" for target in targets)}]"
        for current, targets in TRANSITIONS.items()
    )
    return f"CASE OLD.status {cases} ELSE '{{}}'::text[] END"


def allowed_moves() -> Guard:
    """Give the trigger that refuses a change of status which the state table doesn't allow."""
    return Guard(
        name="allowed_moves",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=_STATUS_CHANGES,
        declare=[("allowed", f"text[] := {_allowed_statuses()}")],
        func="""
            IF NEW.status <> ALL (allowed) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'check_violation',
                    TABLE = TG_TABLE_NAME,
                    COLUMN = 'status',
                    MESSAGE = format('item %s is %s and can''t become %s; it may become %s',
                        OLD.id, OLD.status, NEW.status, array_to_string(allowed, ', '));
            END IF;
            RETURN NEW;
        """,
    )


def status_history() -> OwnerGuard:
    """Give the trigger that records each change of status: from, to, who, why, through what."""
    return OwnerGuard(
        name="status_history",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=_STATUS_CHANGES,
        func=_status_recording(from_status="OLD.status"),
    )


def creation_history() -> OwnerGuard:
    """Give the trigger that records who made an item and why, where a person did."""
    return OwnerGuard(
        name="creation_history",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(f"{_setting(CHANNEL_SETTING)} IS NOT NULL"),
        func=_status_recording(from_status="NULL::text"),
    )


def text_history() -> OwnerGuard:
    """Give the trigger that records each change of what an item says: before, after, who, why."""
    changes = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in RECORDED_FIELDS)
    names = ", ".join(f"'{name}'" for name in RECORDED_FIELDS)
    return OwnerGuard(
        name="text_history",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(changes),
        declare=[
            ("old_row", "jsonb := to_jsonb(OLD)"),
            ("new_row", "jsonb := to_jsonb(NEW)"),
            ("name", "text"),
        ],
        func=f"""
            FOREACH name IN ARRAY ARRAY[{names}] LOOP
                IF old_row -> name IS DISTINCT FROM new_row -> name THEN
                    {
            _recording(
                "backlog_fieldchange",
                {
                    "item_id": "NEW.id",
                    "field": "name",
                    "before": "old_row ->> name",
                    "after": "new_row ->> name",
                },
            )
        }
                END IF;
            END LOOP;
            RETURN NULL;
        """,
    )


def notify_execution() -> Guard:
    """Give the trigger that tells listeners when an item begins or ends to be carried out.

    And when something changes meanwhile that is shown beside its progress, or who may see it. The
    payload is JSON: item and status.
    """
    old, new = (", ".join(f"{row}.{name}" for name in _TOLD) for row in ("OLD", "NEW"))
    return Guard(
        name="notify_execution",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            f"'{ItemStatus.IN_PROGRESS}' IN (OLD.status, NEW.status)"
            f" AND ({old}) IS DISTINCT FROM ({new})"
        ),
        func=f"""
            PERFORM pg_notify('{EXECUTED_CHANNEL}',
                json_build_object('item', NEW.id, 'status', NEW.status)::text);
            RETURN NULL;
        """,
    )


def _status_recording(*, from_status: str) -> str:
    values = {
        "item_id": "NEW.id",
        "from_status": from_status,
        "to_status": "NEW.status",
        "undoes_operation_id": f"{_setting(UNDOES_SETTING)}::uuid",
    }
    return f"{_recording('backlog_statuschange', values)} RETURN NULL;"


def _recording(table: str, values: Mapping[str, str]) -> str:
    """Give the statement that adds a row of history, with who, why and through what."""
    known = {
        **values,
        "changed_at": "clock_timestamp()",
        "user_id": f"{_setting(USER_SETTING)}::uuid",
        "api_key_id": f"{_setting(API_KEY_SETTING)}::uuid",
        "channel": f"COALESCE({_setting(CHANNEL_SETTING)}, '{Channel.SQL}')",
        "reason": f"COALESCE({_setting(REASON_SETTING)}, '')",
        "database_role": (
            "COALESCE(NULLIF(current_setting('role', true), 'none'), session_user::text)"
        ),
        "operation_id": f"COALESCE({_setting(OPERATION_SETTING)}::uuid, gen_random_uuid())",
    }
    places = ", ".join(f"${number}" for number in range(1, len(known) + 1))
    return f"""
        EXECUTE format('INSERT INTO %I.{table} ({", ".join(known)}) VALUES ({places})',
            TG_TABLE_SCHEMA) USING {", ".join(known.values())};
    """  # noqa: S608 - made of constants alone
