"""The triggers that hold every writer to the state table and keep the history of status."""

from typing import Final

import pgtrigger

from backlog.choices import TRANSITIONS
from mason.database.triggers import Guard, OwnerGuard

USER_SETTING: Final = "mason.user_id"
API_KEY_SETTING: Final = "mason.api_key_id"
CHANNEL_SETTING: Final = "mason.channel"
REASON_SETTING: Final = "mason.reason"
"""Settings of a transaction that tell the history who changes a status, through what and why."""

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
        func=_recording(from_status="OLD.status"),
    )


def creation_history() -> OwnerGuard:
    """Give the trigger that records who made an item and why, where a person did."""
    return OwnerGuard(
        name="creation_history",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(f"{_setting(CHANNEL_SETTING)} IS NOT NULL"),
        func=_recording(from_status="NULL::text"),
    )


def _recording(*, from_status: str) -> str:
    return f"""
        EXECUTE format(
            'INSERT INTO %I.backlog_statuschange (item_id, from_status, to_status, changed_at,
                user_id, api_key_id, channel, reason, database_role)
            VALUES ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8)', TG_TABLE_SCHEMA)
        USING NEW.id, {from_status}, NEW.status,
            {_setting(USER_SETTING)}::uuid,
            {_setting(API_KEY_SETTING)}::uuid,
            COALESCE({_setting(CHANNEL_SETTING)}, 'sql'),
            COALESCE({_setting(REASON_SETTING)}, ''),
            COALESCE(NULLIF(current_setting('role', true), 'none'), session_user::text);
        RETURN NULL;
    """  # noqa: S608 - made of constants alone
