"""Mason's services and commands work on the rows that other software made."""

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.databases import manage, rows_of

NEW_ITEM = "50000000-0000-0000-0000-000000000004"
DECIDE = f"""
from uuid import UUID
from accounts.actors import Actor
from backlog.choices import Decision
from backlog.services.deciding import decide
decide(item_id=UUID("{NEW_ITEM}"), seen="new", decision=Decision.APPROVE,
       actor=Actor.operator(), reason="Worth it")
"""


def test_item_of_other_software_can_be_decided_on(adopted: BaseDatabaseWrapper) -> None:
    result = manage(adopted, "shell", "--no-imports", "-c", DECIDE)
    assert (result.returncode, result.stderr) == (0, "")
    query = "SELECT item_id::text, from_status, to_status, reason FROM backlog_statuschange"
    assert rows_of(adopted, query) == [(NEW_ITEM, "new", "approved", "Worth it")]


def test_user_of_other_software_can_get_a_key(adopted: BaseDatabaseWrapper) -> None:
    result = manage(adopted, "createapikey", "hubot")
    assert (result.returncode, "mason_" in result.stdout) == (0, True)
    query = """SELECT count(*) FROM mason_api_keys
        WHERE user_id = '10000000-0000-0000-0000-000000000002'"""
    assert rows_of(adopted, query) == [(2,)]
