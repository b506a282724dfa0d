import os
import subprocess
import sys

import psycopg
import pytest

from mason.database.embedded.location import connection_settings, database_url
from mason.database.embedded.scratch import main, scratch_server
from tests.processes import ROOT, clean_environment


def test_servers_at_the_same_time_have_places_of_their_own(tmp_path):
    with scratch_server(tmp_path) as first, scratch_server(tmp_path) as second:
        assert (first, second) == (tmp_path / "0" / "postgres", tmp_path / "1" / "postgres")


def test_a_place_is_free_again_and_empty_after_its_run(tmp_path):
    with scratch_server(tmp_path) as first:
        pass
    assert not first.exists()
    with scratch_server(tmp_path) as second:
        assert second == first


def test_a_command_runs_on_a_server_named_by_database_url():
    program = "import os, sys; sys.exit('/scratch/' not in os.environ['DATABASE_URL'])"
    command = [sys.executable, "-m", "mason.database.embedded.scratch", sys.executable, "-c"]
    result = subprocess.run([*command, program], cwd=ROOT, env=clean_environment(), check=False)
    assert result.returncode == 0


def test_a_command_gets_the_database_url_that_is_set(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/given")
    program = "import os, sys; sys.exit(os.environ['DATABASE_URL'] != 'postgres://elsewhere/given')"
    assert main([sys.executable, "-c", program]) == 0


def test_the_exit_code_of_the_command_is_passed_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/given")
    assert main([sys.executable, "-c", "raise SystemExit(7)"]) == 7


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make folders that others can't enter")
def test_root_can_run_it_below_a_folder_that_only_root_may_enter(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    closed.chmod(0o700)
    with scratch_server(closed) as data:
        settings = connection_settings(data)
        psycopg.connect(
            host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"]
        ).close()
        assert data.stat().st_uid != 0
    assert closed.stat().st_mode & 0o777 == 0o700


def test_the_url_of_a_path_with_a_space_is_quoted(tmp_path):
    data = tmp_path / "a b" / "postgres"
    assert database_url(data) == f"postgres://mason@/{tmp_path}/a%20b/postgres/mason"
