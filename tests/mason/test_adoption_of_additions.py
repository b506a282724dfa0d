"""What other software added to the tables stays; what it made differently is brought in line."""

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.contract import Note, differences, notes
from tests.databases import documented_rows, execute, rows_of


def _migrate(connection: BaseDatabaseWrapper) -> None:
    call_command("migrate", database=connection.alias, verbosity=0)


TOUCHING_TRIGGER = """
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
    CREATE TRIGGER touch BEFORE UPDATE ON mason_users FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE mason_users ENABLE ALWAYS TRIGGER touch;
"""


def test_extra_columns_stay_and_are_noted(documented: BaseDatabaseWrapper) -> None:
    execute(documented, "ALTER TABLE mason_users ADD COLUMN plan varchar(9) DEFAULT 'free'")
    _migrate(documented)
    assert rows_of(documented, "SELECT DISTINCT plan FROM mason_users") == [("free",)]
    assert differences(documented) == []
    assert notes(documented) == [Note("mason_users", "a column plan (character varying(9))")]


def test_triggers_of_other_software_stay_as_they_were(documented: BaseDatabaseWrapper) -> None:
    execute(documented, TOUCHING_TRIGGER)
    _migrate(documented)
    query = "SELECT tgname, tgenabled FROM pg_trigger WHERE tgname = 'touch'"
    assert rows_of(documented, query) == [("touch", "A")]


def test_triggers_of_other_software_do_not_fire(documented: BaseDatabaseWrapper) -> None:
    execute(documented, TOUCHING_TRIGGER)
    execute(
        documented,
        "INSERT INTO mason_users (github_id, github_username, updated_at, is_active)"
        " VALUES ('9', 'monalisa', '2020-01-01T00:00:00Z', NULL)",
    )
    _migrate(documented)
    query = "SELECT is_active, updated_at = '2020-01-01T00:00:00Z' FROM mason_users"
    assert rows_of(documented, f"{query} WHERE github_id = '9'") == [(True, True)]


ADDITIONS = {
    "other_table": "CREATE TABLE other_table (user_id uuid REFERENCES mason_users (id))",
    "other_view": "CREATE VIEW other_view AS SELECT title, status FROM mason_pm_backlog_items",
    "other_index": "CREATE INDEX other_index ON mason_pm_backlog_items (area, type)",
    "own": "CREATE POLICY own ON mason_users FOR SELECT USING (is_active)",
    "known": "ALTER TABLE mason_users ADD CONSTRAINT known CHECK (github_id <> 'nobody')",
    "other_unique": "CREATE UNIQUE INDEX other_unique ON mason_api_keys (key_hash, key_prefix)",
    "of_words": "CREATE UNIQUE INDEX of_words ON mason_api_keys (key_hash, lower(name))",
}


def test_additions_stay(documented: BaseDatabaseWrapper) -> None:
    query = """SELECT name FROM (
        SELECT relname AS name FROM pg_class UNION ALL SELECT polname FROM pg_policy
        UNION ALL SELECT conname FROM pg_constraint
        ) AS names WHERE name = ANY(%s) ORDER BY name"""
    execute(documented, "; ".join(ADDITIONS.values()))
    _migrate(documented)
    assert [name for (name,) in rows_of(documented, query, [*ADDITIONS])] == sorted(ADDITIONS)
    assert differences(documented) == []


VARIANTS = {
    "other types": [
        "ALTER TABLE mason_api_keys ALTER COLUMN name TYPE varchar(50)",
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN status TYPE varchar",
        "ALTER TABLE mason_execution_progress ALTER COLUMN run_id TYPE char(20)",
        "ALTER TABLE mason_execution_progress ALTER COLUMN files_touched TYPE varchar(99)[]",
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN benefits DROP DEFAULT",
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN benefits TYPE json",
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN benefits SET DEFAULT '[]'",
        "ALTER TABLE mason_pm_execution_runs ALTER COLUMN item_count TYPE smallint",
        "ALTER TABLE mason_pm_execution_tasks ALTER COLUMN wave_number TYPE bigint",
        "ALTER TABLE mason_pm_filtered_items ALTER COLUMN filter_confidence TYPE numeric",
        "ALTER TABLE mason_users ALTER COLUMN created_at TYPE timestamptz(3)",
    ],
    "other defaults": [
        "ALTER TABLE mason_users ALTER COLUMN is_active SET DEFAULT false",
        "ALTER TABLE mason_users ALTER COLUMN github_email SET DEFAULT ''",
        "ALTER TABLE mason_users ALTER COLUMN id DROP DEFAULT",
    ],
    "NOT NULL where the document allows NULL": [
        "UPDATE mason_pm_backlog_items SET area = 'backend'",
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN area SET NOT NULL",
    ],
    "other checks": [
        "ALTER TABLE mason_pm_backlog_items DROP CONSTRAINT mason_pm_backlog_items_area_check",
        (
            "ALTER TABLE mason_pm_backlog_items ADD CONSTRAINT areas"
            " CHECK (area IN ('frontend', 'backend', 'other'))"
        ),
        (
            "ALTER TABLE mason_pm_backlog_items ADD CONSTRAINT types"
            " CHECK (type IN ('dashboard')) NOT VALID"
        ),
        "ALTER TABLE mason_pm_backlog_items DROP CONSTRAINT mason_pm_backlog_items_status_check",
    ],
    "other foreign keys": [
        "ALTER TABLE mason_api_keys DROP CONSTRAINT mason_api_keys_user_id_fkey",
        "ALTER TABLE mason_api_keys ADD FOREIGN KEY (user_id) REFERENCES mason_users",
        "ALTER TABLE mason_pm_backlog_items DROP CONSTRAINT mason_pm_backlog_items_user_id_fkey",
        (
            "ALTER TABLE mason_pm_backlog_items ADD FOREIGN KEY (user_id) REFERENCES mason_users"
            " ON DELETE CASCADE"
        ),
        (
            "ALTER TABLE mason_pm_execution_tasks"
            " DROP CONSTRAINT mason_pm_execution_tasks_item_id_fkey"
        ),
        "UPDATE mason_users SET default_repository_id = NULL",
        (
            "ALTER TABLE mason_users ADD FOREIGN KEY (default_repository_id)"
            " REFERENCES mason_github_repositories"
        ),
    ],
    "other uniques and indexes": [
        "DROP INDEX idx_mason_api_keys_key_hash",
        "CREATE UNIQUE INDEX idx_mason_api_keys_key_hash ON mason_api_keys (key_hash)",
        "ALTER TABLE mason_api_keys ADD UNIQUE (key_hash)",
        (
            "ALTER TABLE mason_remote_execution_runs"
            " ADD UNIQUE NULLS NOT DISTINCT (user_id, idempotency_key)"
        ),
        "DROP INDEX idx_mason_pm_backlog_items_status",
        "CREATE INDEX idx_mason_pm_backlog_items_status ON mason_pm_backlog_items (area)",
        "ALTER TABLE mason_users DROP CONSTRAINT mason_users_github_id_key",
        "ALTER TABLE mason_execution_logs DROP CONSTRAINT mason_execution_logs_pkey",
    ],
    "missing columns": [
        (
            "ALTER TABLE mason_pm_backlog_items DROP COLUMN priority_score, DROP COLUMN benefits,"
            " DROP COLUMN prd_content, DROP COLUMN user_id"
        ),
    ],
    "factors of the score in another order": [
        "ALTER TABLE mason_pm_backlog_items DROP COLUMN priority_score",
        (
            "ALTER TABLE mason_pm_backlog_items ADD COLUMN priority_score integer"
            " GENERATED ALWAYS AS (2 * impact_score - effort_score) STORED"
        ),
    ],
    "no row level security": [
        'DROP POLICY "Allow all" ON mason_users',
        "ALTER TABLE mason_users DISABLE ROW LEVEL SECURITY",
    ],
    "columns of Django's already there": [
        "ALTER TABLE mason_users ADD COLUMN is_staff boolean, ADD COLUMN last_login timestamptz",
    ],
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_variants_become_as_documented(documented: BaseDatabaseWrapper, variant: list[str]) -> None:
    execute(documented, "; ".join(variant))
    before = {table: rows.keys() for table, rows in documented_rows(documented).items()}
    _migrate(documented)
    assert differences(documented) == []
    assert {table: rows.keys() for table, rows in documented_rows(documented).items()} == before
