"""The documented tables, written down once more and compared with the live catalogue."""

import re

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from pgtrigger import registered

from mason.database.contract import CONTRACT, Note, differences, notes
from mason.database.contract.definitions import Between, Check, OneOf
from mason.database.contract.expressions import read_check, same_default
from mason.tables import TABLES
from tests.databases import execute, rows_of
from tests.tampering import TAMPERING


def _named(connection: BaseDatabaseWrapper, statements: str) -> str:
    """Put in names that Django and django-pgtrigger derive: `{fk:table}`, `{trigger:name}`."""

    def name(match: re.Match[str]) -> str:
        kind, part = match.groups()
        query = (
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
            " ORDER BY conname DESC"
            if kind == "fk"
            else "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, 'pgtrigger_' || %s)"
        )
        return str(rows_of(connection, query, part)[0][0])

    return re.sub(r"\{(fk|trigger):(\w+)\}", name, statements)


def _mend(connection: BaseDatabaseWrapper, mend: str) -> None:
    if mend.startswith("manage.py "):
        call_command(*mend.split()[1:], database=connection.alias)
    else:
        execute(connection, mend)


def test_contract_has_the_13_tables() -> None:
    assert sorted(CONTRACT) == sorted(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_contract_has_every_trigger_that_a_model_declares(table: str) -> None:
    declared = {trigger.name for model, trigger in registered() if model._meta.db_table == table}
    assert CONTRACT[table].triggers == declared


def test_new_database_is_as_documented(passing_database: BaseDatabaseWrapper) -> None:
    assert differences(passing_database) == []


def test_new_database_has_nothing_that_is_not_documented(
    passing_database: BaseDatabaseWrapper,
) -> None:
    assert notes(passing_database) == []


@pytest.mark.parametrize(("change", "line"), TAMPERING.values(), ids=list(TAMPERING))
def test_deviation_is_found_alone_and_what_is_named_mends_it(
    passing_database: BaseDatabaseWrapper, change: str, line: str
) -> None:
    execute(passing_database, _named(passing_database, change))
    found = differences(passing_database)
    assert [str(one).partition("; mend: ")[0] for one in found] == [line]
    _mend(passing_database, found[0].mend)
    assert differences(passing_database) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE mason_users ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP",
        "ALTER TABLE mason_api_keys ALTER COLUMN name SET DEFAULT 'Default'::varchar",
        (
            "ALTER TABLE mason_execution_progress ALTER COLUMN files_touched"
            " SET DEFAULT ARRAY[]::text[]"
        ),
        "CREATE PUBLICATION other FOR TABLE mason_users",
        "CREATE PUBLICATION supabase_realtime FOR ALL TABLES",
        "CREATE PUBLICATION supabase_realtime FOR TABLES IN SCHEMA public",
        "CREATE TABLE masonry (id int)",
        "CREATE SCHEMA other; CREATE TABLE other.mason_other (id int)",
        "CREATE INDEX other_index ON mason_users (github_email)",
        "ALTER INDEX mason_users_github_id_key RENAME TO other_unique",
        'ALTER POLICY "Allow all" ON mason_users RENAME TO everybody',
    ],
)
def test_what_means_the_same_is_no_difference(
    passing_database: BaseDatabaseWrapper, change: str
) -> None:
    execute(passing_database, change)
    assert differences(passing_database) == []


def test_comparison_needs_no_more_than_the_rights_to_read(
    passing_database: BaseDatabaseWrapper, plain_role: str
) -> None:
    execute(passing_database, "CREATE PUBLICATION supabase_realtime FOR ALL TABLES")
    execute(passing_database, f"SET LOCAL ROLE {plain_role}")
    assert differences(passing_database) == []


def test_missing_table_is_one_difference(passing_database: BaseDatabaseWrapper) -> None:
    execute(passing_database, "DROP TABLE mason_execution_logs")
    assert [str(one) for one in differences(passing_database)] == [
        (
            "mason_execution_logs, table: is missing, should be a table;"
            " mend: restore the table from a backup"
        )
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("CREATE TABLE mason_other (id int)", "table"),
        ("CREATE VIEW mason_other AS SELECT 1 AS one", "view"),
    ],
)
def test_table_of_other_software_under_the_prefix_is_left_to_a_person(
    passing_database: BaseDatabaseWrapper, change: str, kind: str
) -> None:
    execute(passing_database, change)
    assert [str(one) for one in differences(passing_database)] == [
        (
            f"mason_other, name: is that of another {kind}, should be unprefixed; mend: does it"
            " belong to other software? Rename it there first; Mason doesn't touch it"
        )
    ]


def test_constraint_on_another_column_is_a_note(passing_database: BaseDatabaseWrapper) -> None:
    execute(
        passing_database, "ALTER TABLE mason_users ADD CONSTRAINT known CHECK (github_id <> '')"
    )
    assert [str(note) for note in notes(passing_database)] == [
        (
            "mason_users: has a constraint known: CHECK ((github_id <> ''::text)),"
            " which isn't documented and stays"
        )
    ]


def test_further_unique_index_is_a_note(passing_database: BaseDatabaseWrapper) -> None:
    execute(passing_database, "CREATE UNIQUE INDEX one ON mason_users (lower(github_username))")
    assert [str(note) for note in notes(passing_database)] == [
        "mason_users: has a unique index one on ((expression)), which isn't documented and stays"
    ]


def test_other_software_s_column_is_a_note(passing_database: BaseDatabaseWrapper) -> None:
    execute(passing_database, "ALTER TABLE mason_users ADD COLUMN plan text")
    assert (differences(passing_database), notes(passing_database)) == (
        [],
        [Note("mason_users", "a column plan (text)")],
    )


@pytest.mark.parametrize(
    ("definition", "check"),
    [
        ("CHECK ((a = ANY (ARRAY['x'::text, 'y'::text])))", OneOf(("x", "y"))),
        (
            (
                "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])"
                "::text[])))"
            ),
            OneOf(("x", "y")),
        ),
        ("CHECK (((a = 'x'::text) OR (a = 'y'::text)))", OneOf(("x", "y"))),
        ("CHECK (((a IS NULL) OR (a = ANY (ARRAY['x'::text]))))", OneOf(("x",))),
        ("CHECK ((a = 'it''s'::text))", OneOf(("it's",))),
        ("CHECK ((a = 'x::text)('::text))", OneOf(("x::text)(",))),
        ("CHECK (((a >= 1) AND (a <= 5)))", Between(1, 5)),
        ("CHECK (((a >= (0)::numeric) AND (a <= (1)::numeric)))", Between(0, 1)),
        ("CHECK (((a >= 1) AND (a <= 5))) NOT VALID", None),
        ("CHECK (((a >= 1) OR (a <= 5)))", None),
        ("CHECK (((b >= 1) AND (b <= 5)))", None),
        ("CHECK ((a <> ALL (ARRAY['x'::text, 'y'::text])))", None),
        ("CHECK ((NOT (a = ANY (ARRAY['x'::text]))))", None),
        ("CHECK ((lower(a) = ANY (ARRAY['x'::text])))", None),
        ("CHECK (((a = 'x'::text) OR (b = 'y'::text)))", None),
        ("CHECK (((a = 'x'::text) AND (a = 'y'::text)))", None),
        ("CHECK ((length(a) > 3))", None),
    ],
)
def test_only_checks_of_a_known_meaning_are_read(definition: str, check: Check | None) -> None:
    assert read_check(definition, "a") == check


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, None),
        ("'x'::text", "'x'::character varying"),
        ("now()", "CURRENT_TIMESTAMP"),
        ("'{}'::text[]", "ARRAY[]::text[]"),
    ],
)
def test_defaults_of_one_meaning_are_the_same(one: str | None, other: str | None) -> None:
    assert same_default(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("now()", None),
        ("'x'::text", "'y'::text"),
        ("now()", "clock_timestamp()"),
        ("'[]'::jsonb", "'[]'::text"),
    ],
)
def test_defaults_of_another_meaning_are_not_the_same(one: str, other: str | None) -> None:
    assert not same_default(one, other)
