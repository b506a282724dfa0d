"""A database that contradicts the documented tables is left alone, and told why."""

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.adoption.contradictions import contradictions
from mason.database.contract import CONTRACT
from tests.contradictions import CONTRADICTIONS
from tests.databases import everything_in, execute, manage, rows_of


@pytest.mark.parametrize(("change", "lines"), CONTRADICTIONS.values(), ids=list(CONTRADICTIONS))
def test_contradiction_is_listed_and_nothing_changes(
    documented: BaseDatabaseWrapper, change: str, lines: list[str]
) -> None:
    execute(documented, change)
    before = everything_in(documented)
    with pytest.raises(CommandError) as refusal:
        call_command("migrate", database=documented.alias, verbosity=0)
    assert str(refusal.value).splitlines()[1:-1] == [f"  {line}" for line in lines]
    assert everything_in(documented) == before


def test_refusal_says_what_to_do(documented: BaseDatabaseWrapper) -> None:
    execute(documented, "UPDATE mason_ai_provider_keys SET user_id = NULL")
    with pytest.raises(CommandError) as refusal:
        call_command("migrate", database=documented.alias, verbosity=0)
    lines = str(refusal.value).splitlines()
    assert (lines[0], lines[-1]) == (
        (
            "This database has tables of Mason's whose content contradicts their documented form."
            " Nothing was changed."
        ),
        "Correct this, then run migrate again.",
    )


def test_contradictions_of_all_tables_are_listed_at_once(documented: BaseDatabaseWrapper) -> None:
    execute(
        documented,
        "UPDATE mason_api_keys SET user_id = NULL;"
        " UPDATE mason_pm_restore_feedback SET filtered_item_id = NULL;"
        " UPDATE mason_execution_progress SET item_id = NULL",
    )
    assert [(one.table, one.column) for one in contradictions(documented)] == [
        *[("mason_api_keys", "user_id")] * 2,
        *[("mason_pm_restore_feedback", "filtered_item_id")] * 2,
        *[("mason_execution_progress", "item_id")] * 2,
    ]


def test_of_many_equal_contradictions_each_is_listed(
    documented: BaseDatabaseWrapper,
) -> None:
    execute(
        documented,
        "INSERT INTO mason_execution_logs (message) SELECT 'orphan' FROM generate_series(1, 1025)",
    )
    query = "SELECT id::text FROM mason_execution_logs WHERE message = 'orphan'"
    orphans = {row for (row,) in rows_of(documented, query)}
    found = contradictions(documented)
    assert (len(found), {one.row for one in found}) == (1025, orphans)


def test_long_values_are_cut(documented: BaseDatabaseWrapper) -> None:
    execute(
        documented,
        "UPDATE mason_pm_filtered_items SET override_status = repeat('x', 100000)"
        " WHERE evidence IS NULL",
    )
    assert [one.found for one in contradictions(documented)] == [f"'{'x' * 80}'"]


def test_contradictions_that_appear_between_two_apps_are_found(
    documented: BaseDatabaseWrapper,
) -> None:
    call_command("migrate", "accounts", database=documented.alias, verbosity=0)
    execute(documented, "UPDATE mason_execution_progress SET item_id = NULL")
    before = everything_in(documented)
    with pytest.raises(CommandError):
        call_command("migrate", database=documented.alias, verbosity=0)
    assert everything_in(documented) == before


def test_tables_of_another_owner_are_refused(
    documented: BaseDatabaseWrapper, plain_role: str
) -> None:
    (owner,) = rows_of(documented, "SELECT current_user")[0]
    execute(documented, f"SET ROLE {plain_role}")
    found = [str(one) for one in contradictions(documented)]
    assert found == [
        f"{table}: is owned by {owner}, should be owned by the database role that migrates"
        for table in CONTRACT
    ]


def test_documented_database_has_no_contradictions(documented: BaseDatabaseWrapper) -> None:
    assert contradictions(documented) == []


def test_command_ends_with_an_error_and_no_traceback(documented: BaseDatabaseWrapper) -> None:
    execute(documented, "UPDATE mason_api_keys SET key_hash = 'the same secret'")
    result = manage(documented, "migrate")
    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: This database has tables of Mason's")
    assert "Traceback" not in result.stderr
    assert "the same secret" not in result.stdout + result.stderr
