"""`manage.py doctor` tells what is wrong with an installation, a line for each."""

import os

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import AIProviderKey, User
from mason.doctor.examination import Examination, Report, Result, run
from tests.databases import execute, manage, rows_of
from tests.written_rows import USER

WELL = """\
ok       settings
ok       database
ok       connections
ok       migrations
ok       documented tables
ok       own tables
ok       stored times
ok       AI provider keys
ok       expired rows
"""
TABLES_OK = "ok       documented tables\n"
KEYS_OK = "ok       AI provider keys\n"
SECRET_KEY = "a-secret-key-that-is-long-enough-and-has-many-different-characters-0123456789"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": SECRET_KEY,
    "ALLOWED_HOSTS": "mason.example.org",
}


def test_sound_installation_is_fine(new_database: BaseDatabaseWrapper) -> None:
    result = manage(new_database, "doctor")
    assert (result.returncode, result.stdout, result.stderr) == (
        0,
        f"{WELL}Nothing is wrong.\n",
        "",
    )


def test_production_is_examined_for_deployment(new_database: BaseDatabaseWrapper) -> None:
    result = manage(new_database, "doctor", **PRODUCTION)
    assert (result.returncode, result.stdout) == (0, f"{WELL}Nothing is wrong.\n")


def test_weak_settings_of_production_are_wrong(new_database: BaseDatabaseWrapper) -> None:
    result = manage(new_database, "doctor", **PRODUCTION | {"HSTS_SECONDS": "0"})
    first = result.stdout.splitlines()[0]
    assert first.startswith("wrong    You have not set a value for the SECURE_HSTS_SECONDS setting")
    assert first.partition(" (")[2].startswith("security.W004)")


def test_each_difference_is_a_line_with_what_mends_it(new_database: BaseDatabaseWrapper) -> None:
    execute(
        new_database,
        "ALTER TABLE mason_users ALTER COLUMN is_active DROP DEFAULT;"
        " ALTER TABLE mason_execution_logs DISABLE ROW LEVEL SECURITY",
    )
    result = manage(new_database, "doctor")
    assert (result.returncode, result.stderr) == (1, "CommandError: 2 wrong.\n")
    assert result.stdout == WELL.replace(
        TABLES_OK,
        "wrong    mason_users.is_active, default: is none, should be true;"
        " mend: ALTER TABLE mason_users ALTER COLUMN is_active SET DEFAULT true\n"
        "wrong    mason_execution_logs, row level security: is disabled, should be enabled;"
        " mend: ALTER TABLE mason_execution_logs ENABLE ROW LEVEL SECURITY\n",
    )


def test_missing_tables_of_mason_s_own_are_wrong(new_database: BaseDatabaseWrapper) -> None:
    execute(
        new_database,
        "DROP TABLE backlog_statuschange, accounts_user_groups, django_admin_log;"
        " DROP TABLE procrastinate_periodic_defers",
    )
    wrong = [
        line
        for line in manage(new_database, "doctor").stdout.splitlines()
        if line.startswith("wrong")
    ]
    assert wrong == [
        f"wrong    {table}, table: is missing, should be there; mend: restore the table from a"
        " backup"
        for table in (
            "django_admin_log",
            "procrastinate_periodic_defers",
            "accounts_user_groups",
            "backlog_statuschange",
        )
    ]


def test_missing_index_of_mason_s_own_is_wrong_until_it_is_made_again(
    new_database: BaseDatabaseWrapper,
) -> None:
    query = "SELECT pg_get_indexdef('backlog_items_to_claim'::regclass)"
    before = rows_of(new_database, query)
    execute(new_database, "DROP INDEX backlog_items_to_claim")
    result = manage(new_database, "doctor")
    line = "wrong    mason_pm_backlog_items, index backlog_items_to_claim: is missing"
    found, _, mend = result.stdout.splitlines()[5].partition("; mend: ")
    assert (result.returncode, found) == (1, f"{line}, should be there")
    execute(new_database, mend)
    assert rows_of(new_database, query) == before


def test_time_that_no_page_can_show_is_wrong(new_database: BaseDatabaseWrapper) -> None:
    execute(
        new_database,
        "INSERT INTO mason_users (id, github_id, github_username, last_login)"
        f" VALUES ('{USER}', '1', 'octocat', '-infinity')",
    )
    result = manage(new_database, "doctor")
    assert (result.returncode, result.stderr) == (1, "CommandError: 1 wrong.\n")
    assert result.stdout.splitlines()[6:8] == [
        (
            f"wrong    mason_users.last_login, row {USER}: is -infinity, should be a time in the"
            f" years 1 to 9999; mend: UPDATE mason_users SET last_login = NULL WHERE id = '{USER}'"
        ),
        "skipped  AI provider keys: needs stored times to be right",
    ]


def test_additions_of_other_software_are_notes(new_database: BaseDatabaseWrapper) -> None:
    execute(new_database, "ALTER TABLE mason_users ADD COLUMN plan text")
    result = manage(new_database, "doctor")
    note = "note     mason_users: has a column plan (text), which isn't documented and stays\n"
    assert (result.returncode, result.stdout) == (
        0,
        f"{WELL.replace(TABLES_OK, TABLES_OK + note)}Nothing is wrong.\n",
    )


def test_database_that_does_not_answer_is_one_line_without_the_password(
    new_database: BaseDatabaseWrapper,
) -> None:
    url = "postgres://mason:hunter2@127.0.0.1:1/mason"
    result = manage(new_database, "doctor", DATABASE_URL=url)
    lines = result.stdout.splitlines()
    assert (result.returncode, result.stderr) == (1, "CommandError: 1 wrong.\n")
    assert lines[1].startswith("wrong    the database doesn't answer: ")
    assert lines[1].endswith("; mend: start the server, or correct DATABASE_URL")
    assert lines[2:] == [
        "skipped  connections: needs database to be right",
        "skipped  migrations: needs database to be right",
        "skipped  documented tables: needs migrations to be right",
        "skipped  own tables: needs migrations to be right",
        "skipped  stored times: needs migrations to be right",
        "skipped  AI provider keys: needs migrations to be right",
        "skipped  expired rows: needs migrations to be right",
    ]
    assert "hunter2" not in result.stdout


def test_empty_database_lacks_migrations(empty_database: BaseDatabaseWrapper) -> None:
    lines = manage(empty_database, "doctor").stdout.splitlines()
    assert lines[3].startswith("wrong    ")
    assert lines[3].endswith(" migrations aren't applied; mend: manage.py migrate")


def test_what_keeps_a_database_from_being_adopted_is_listed(
    documented: BaseDatabaseWrapper,
) -> None:
    execute(documented, "UPDATE mason_ai_provider_keys SET provider = NULL WHERE api_key = ''")
    lines = manage(documented, "doctor").stdout.splitlines()
    assert lines[4] == (
        "wrong    mason_ai_provider_keys.provider, row c0000000-0000-0000-0000-000000000002:"
        " is NULL, should be a value; mend: correct it by hand"
    )


def test_provider_keys_of_other_software_can_not_be_read(adopted: BaseDatabaseWrapper) -> None:
    result = manage(adopted, "doctor")
    row = "c0000000-0000-0000-0000-00000000000"
    assert [line for line in result.stdout.splitlines() if line.startswith("wrong")] == [
        f"wrong    mason_ai_provider_keys, row {row}{number}: can't be decrypted with"
        " ENCRYPTION_KEYS; mend: put the key back that encrypted it, or enter the provider key anew"
        for number in (1, 2)
    ]
    assert "written by other software" not in result.stdout


@pytest.mark.parametrize(
    ("environment", "returncode"),
    [
        ({}, 0),
        ({"ENCRYPTION_KEYS": Fernet.generate_key().decode()}, 1),
        ({"ENCRYPTION_KEYS": ""}, 1),
    ],
    ids=["right key", "another key", "no key"],
)
def test_lost_encryption_key_is_noticed(
    new_database: BaseDatabaseWrapper, environment: dict[str, str], returncode: int
) -> None:
    user = User.objects.using(new_database.alias).create(github_id="1", github_username="octocat")
    secret = Fernet(settings.ENCRYPTION_KEYS[0]).encrypt(b"sk-test").decode()
    AIProviderKey.objects.using(new_database.alias).create(
        user=user, provider="openai", encrypted_api_key=secret
    )
    result = manage(new_database, "doctor", **environment)
    assert (result.returncode, KEYS_OK in result.stdout) == (returncode, returncode == 0)


def test_encryption_key_that_is_none_is_wrong(adopted: BaseDatabaseWrapper) -> None:
    result = manage(adopted, "doctor", ENCRYPTION_KEYS="not-a-key")
    assert result.stdout.startswith(
        "wrong    Entry 1 of ENCRYPTION_KEYS isn't a Fernet key (mason.E001); mend: "
    )
    assert "skipped  AI provider keys: needs settings to be right\n" in result.stdout
    assert "not-a-key" not in result.stdout
    assert result.stderr == "CommandError: 1 wrong.\n"


def test_role_without_rights_is_told_so(new_database: BaseDatabaseWrapper, plain_role: str) -> None:
    execute(new_database, f"GRANT SELECT ON django_migrations TO {plain_role}")
    server = os.environ["DATABASE_URL"].rpartition("/")[0].partition("@")[2]
    url = f"postgres://{plain_role}@{server}/{new_database.settings_dict['NAME']}"
    result = manage(new_database, "doctor", DATABASE_URL=url)
    wrong = [line for line in result.stdout.splitlines() if line.startswith("wrong")]
    assert [line.partition(": ")[0] for line in wrong] == [
        "wrong    stored times can't be examined",
        "wrong    expired rows can't be examined",
    ]
    assert "Traceback" not in result.stderr


def test_too_few_connections_are_wrong(new_database: BaseDatabaseWrapper) -> None:
    name = new_database.settings_dict["NAME"]
    execute(new_database, f"ALTER DATABASE {name} CONNECTION LIMIT 2")
    lines = manage(new_database, "doctor").stdout.splitlines()
    assert lines[2] == (
        "wrong    the database has 2 of 2 connections open;"
        " mend: raise the limit, or run fewer processes"
    )


def test_expired_rows_are_notes(new_database: BaseDatabaseWrapper) -> None:
    execute(
        new_database,
        "INSERT INTO django_session VALUES ('one', '', now() - interval '1 day'),"
        " ('two', '', now() + interval '1 day');"
        " INSERT INTO mason_remote_execution_runs"
        " (branch_name, idempotency_key, idempotency_expires_at)"
        " VALUES ('', 'old', now() - interval '1 day')",
    )
    assert manage(new_database, "doctor").stdout.endswith(
        "note     1 sessions have expired; manage.py clearsessions removes them\n"
        "note     1 idempotency keys of remote runs have expired\n"
        "Nothing is wrong.\n"
    )


def test_examination_whose_condition_failed_is_left_out() -> None:
    wrong, fine = Result(["broken"]), Result()
    first = Examination("first", lambda: wrong)
    second = Examination("second", lambda: fine, after=("first",))
    third = Examination("third", lambda: fine, after=("fourth", "second"))
    fourth = Examination("fourth", lambda: fine)
    assert list(run([first, fourth, second, third])) == [
        Report(first, wrong),
        Report(fourth, fine),
        Report(second, missing="first"),
        Report(third, missing="second"),
    ]
