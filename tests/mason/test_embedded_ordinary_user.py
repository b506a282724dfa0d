import os
import pwd
from pathlib import Path

import pytest

from mason.database.embedded.ordinary_user import ordinary_account
from mason.processes.children import Account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="who isn't root runs PostgreSQL itself")


@as_root
def test_open_folders_need_no_right_beyond_the_ordinary():
    account = ordinary_account(Path("/usr/postgres"), others=[])
    assert account is not None
    assert (account.user != 0, account.pass_folders) == (True, False)


@as_root
def test_a_folder_that_is_closed_to_the_user_needs_the_right_to_pass(tmp_path):
    tmp_path.chmod(0o700)
    account = ordinary_account(tmp_path / "postgres", others=[])
    assert account is not None
    assert account.pass_folders


@as_root
def test_data_keep_their_owner(tmp_path):
    nobody = pwd.getpwnam("nobody")
    data = tmp_path / "postgres"
    data.mkdir()
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    account = ordinary_account(data, others=[])
    assert account is not None
    assert (account.user, account.group) == (nobody.pw_uid, nobody.pw_gid)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can't run PostgreSQL itself")
def test_an_ordinary_user_runs_it_without_another_account(tmp_path):
    assert ordinary_account(tmp_path / "postgres", others=[]) is None


@pytest.mark.parametrize(
    ("account", "options"),
    [
        (Account(user=5, group=6), ["--user=5", "--group=6"]),
        (Account(user=5, group=6, pass_folders=True), ["--user=5", "--group=6", "--pass-folders"]),
    ],
)
def test_an_account_is_told_to_the_launcher(account, options):
    assert account.options() == options
