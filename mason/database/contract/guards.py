"""Compares row level security, triggers and the publication."""

from collections.abc import Iterator

import pgtrigger
from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.contract import statements
from mason.database.contract.catalogue import LiveTable, publishes
from mason.database.contract.definitions import Table
from mason.database.contract.report import Difference

_INSTALLED = "INSTALLED"
"""What django-pgtrigger calls a trigger that is there and current."""


def security_differences(table: Table, live: LiveTable) -> Iterator[Difference]:
    """Compare row level security: enabled, everybody let by, nothing that keeps rows back."""
    if not live.row_security:
        mend = statements.alter(table.name, "ENABLE ROW LEVEL SECURITY")
        yield Difference(table.name, "", "row level security", "disabled", "enabled", mend)
    if not any(policy.allows_all for policy in live.policies):
        yield _allow_all_missing(table, live)
    for policy in live.policies:
        if not policy.permissive:
            mend = statements.drop_policy(table, policy.name)
            aspect = f"policy {policy.name}"
            yield Difference(table.name, "", aspect, "restrictive", "absent", mend)


def _allow_all_missing(table: Table, live: LiveTable) -> Difference:
    name = statements.ALLOW_ALL_POLICY
    mend = statements.create_policy(table)
    found = "missing"
    if any(policy.name == name for policy in live.policies):
        mend = f"{statements.drop_policy(table, name)}; {mend}"
        found = "narrower"
    wanted = "for all commands, roles and rows"
    return Difference(table.name, "", f"policy {name}", found, wanted, mend)


def trigger_differences(connection: BaseDatabaseWrapper, table: Table) -> Iterator[Difference]:
    """Compare the documented triggers with those that models declare and the database has."""
    declared = {
        trigger.name: (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model._meta.db_table == table.name
    }
    for name in sorted(table.triggers):
        if name not in declared:
            yield _trigger(table, name, "declared by no model", "correct the model's triggers")
            continue
        model, trigger = declared[name]
        status, enabled = trigger.get_installation_status(model, database=connection.alias)
        if status != _INSTALLED:
            yield _trigger(table, name, str(status).lower(), "manage.py pgtrigger install")
        elif not enabled:
            yield _trigger(table, name, "disabled", "manage.py pgtrigger enable")


def _trigger(table: Table, name: str, found: str, mend: str) -> Difference:
    return Difference(table.name, "", f"trigger {name}", found, "installed and enabled", mend)


def publication_differences(connection: BaseDatabaseWrapper, table: Table) -> Iterator[Difference]:
    """Compare membership in the publication, where the database has one of that name."""
    if table.publication and publishes(connection, table.publication, table.name) is False:
        mend = f"ALTER PUBLICATION {table.publication} ADD TABLE {table.name}"
        aspect = f"publication {table.publication}"
        yield Difference(table.name, "", aspect, "not a member", "a member", mend)
