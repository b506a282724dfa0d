import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mason.database.embedded.binaries import major_version
from mason.database.embedded.exceptions import EmbeddedPostgresError
from mason.database.embedded.location import SOCKET_NAME, connection_settings, socket_folder
from mason.database.embedded.server import log_file, running_server
from tests.processes import ROOT, eventually, is_running

HOLD = """
import sys, time
from pathlib import Path
from mason.database.embedded.server import running_server
with running_server(Path(sys.argv[1])) as child:
    print(child.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def no_data(tmp_path: Path) -> Path:
    return tmp_path / "with a space" / "postgres"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of a server that was started and stopped, for tests to copy: making them takes long."""
    data = tmp_path_factory.mktemp("made") / "postgres"
    with running_server(data):
        pass
    return data


@pytest.fixture
def data(no_data: Path, made_once: Path) -> Path:
    return copied(made_once, no_data)


@pytest.fixture(scope="module")
def running(made_once: Path) -> Iterator[Path]:
    """A server for tests that only ask it something."""
    data = copied(made_once, made_once.parent / "running" / "postgres")
    with running_server(data):
        yield data


def copied(data: Path, target: Path) -> Path:
    """Copy data as they are, with their owner."""
    target.parent.mkdir()
    subprocess.run(["cp", "-a", data, target], check=True)
    return target


def query(data: Path, statement: str) -> object:
    settings = connection_settings(data)
    connection = psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        dbname=settings["NAME"],
        autocommit=True,
    )
    with connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_the_database_keeps_its_data_from_start_to_start(data):
    with running_server(data):
        query(data, "CREATE TABLE kept AS SELECT 42 AS value")
    with running_server(data):
        assert query(data, "SELECT value FROM kept") == 42


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("server_encoding", "UTF8"),
        ("fsync", "on"),
    ],
)
def test_the_server_runs_with_these_settings(running, setting, value):
    assert query(running, f"SHOW {setting}") == value


def test_text_is_ordered_and_folded_as_unicode_on_every_system(running):
    assert query(running, "SELECT upper('straße é')") == "STRASSE É".replace("SS", "ß")
    assert query(running, "SELECT datlocale FROM pg_database WHERE datname = 'mason'") == "C.UTF-8"


def test_the_environment_of_another_postgresql_changes_nothing(no_data, monkeypatch):
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with running_server(no_data):
        assert query(no_data, "SHOW port") == "5432"


def test_nothing_runs_after_the_block(data):
    with running_server(data) as child:
        assert is_running(child.process.pid)
    assert child.exit_code == 0
    assert not (data / "postmaster.pid").exists()


def test_the_socket_of_a_long_path_lives_in_the_temporary_folder(tmp_path):
    data = tmp_path / ("long" * 30) / "postgres"
    with running_server(data):
        assert socket_folder(data) != data
        assert (socket_folder(data) / SOCKET_NAME).is_socket()
    assert not socket_folder(data).exists()


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a'b", "a\\b"])
def test_the_socket_of_a_path_that_a_list_would_split_lives_elsewhere(name):
    assert socket_folder(Path("/srv") / name) != Path("/srv") / name


def test_two_data_folders_have_sockets_of_their_own():
    first, second = (Path("/srv") / ("long" * 30) / name for name in ("first", "second"))
    assert socket_folder(first) != socket_folder(second)


def test_data_of_another_major_version_are_refused(data):
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError) as caught, running_server(data):
        pass
    assert str(caught.value).startswith(
        f"{data} was made by PostgreSQL 9, the installed one is {major_version()}. Dump it"
    )


def test_a_folder_with_other_things_in_it_is_refused(no_data):
    no_data.mkdir(parents=True)
    with pytest.raises(EmbeddedPostgresError) as caught, running_server(no_data):
        pass
    assert str(caught.value) == f"{no_data} isn't a PostgreSQL data folder."


def test_a_server_that_fails_to_start_shows_the_end_of_its_log(data):
    (data / "postgresql.auto.conf").write_text("shared_buffers = nonsense\n")
    with pytest.raises(EmbeddedPostgresError) as caught, running_server(data):
        pass
    first, second, *_ = str(caught.value).splitlines()
    assert first == f"PostgreSQL didn't start; the end of {log_file(data)}:"
    assert 'invalid value for parameter "shared_buffers"' in second


def test_an_interrupted_first_start_is_done_again(no_data):
    unfinished = no_data.with_name("postgres.unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "half").touch()
    with running_server(no_data):
        assert query(no_data, "SELECT 1") == 1
    assert not unfinished.exists()


def test_numbers_of_dead_processes_that_others_have_now_do_not_block_a_start(data):
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n{data}\n\n")
    (data / f"{SOCKET_NAME}.lock").write_text(f"{os.getpid()}\n")
    with running_server(data):
        assert query(data, "SELECT 1") == 1


def test_a_server_ends_with_a_killed_holder_and_the_next_start_waits_for_it(data):
    command = [sys.executable, "-c", HOLD, str(data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        server = int(holder.stdout.readline())
        holder.send_signal(signal.SIGKILL)
    with running_server(data) as child:
        assert child.process.pid != server
        assert not is_running(server)


def test_a_killed_server_leaves_nothing_that_blocks_the_next(data):
    with running_server(data) as child:
        os.kill(child.process.pid, signal.SIGKILL)
        eventually(lambda: child.exit_code is not None)
    with running_server(data):
        assert query(data, "SELECT 1") == 1
