import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from mason.database.embedded.location import database_url
from mason.database.embedded.scratch import scratch_server
from tests.processes import (
    clean_environment,
    copy_checkout,
    descendants,
    eventually,
    free_port,
    is_running,
    run_up,
    started_mason,
)

FAILED_REVIEW = "The review failed; the reason is above. Mason starts all the same."


PATHS = ["/healthz", "/readyz", "/admin/login/"]


@dataclass(frozen=True)
class StartedOnce:
    """A checkout in which Mason was started and stopped once, and what that start said."""

    folder: Path
    lines: list[str]
    secrets: bytes


@dataclass(frozen=True)
class StartedAgain:
    """What a second start said and answered, and a Mason that was started next to it."""

    pid: int
    live_port: int
    lines: list[str]
    answers: dict[str, int]
    live_answers: dict[str, tuple[int, str] | int]
    other: subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class LostDatabase:
    """What a Mason answered whose database was another server, before and after that was gone."""

    folder: Path
    ready: int
    afterwards: dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> StartedOnce:
    """Shared by the tests of this file: only a first start makes and reviews everything."""
    folder = copy_checkout(tmp_path_factory.mktemp("with a space") / "mason")
    with started_mason(folder) as mason:
        mason.wait_until_ready()
        mason.stop()
    return StartedOnce(folder, mason.lines, secrets_of(folder).read_bytes())


@pytest.fixture(scope="module")
def started_again(started_once: StartedOnce) -> StartedAgain:
    """Shared by the tests that only look at a start."""
    with started_mason(started_once.folder) as mason:
        mason.wait_until_ready()
        other = run_up(started_once.folder, str(free_port()))
        answers = {path: mason.get(path)[0] for path in PATHS}
        live_answers: dict[str, tuple[int, str] | int] = {
            "/healthz": mason.get("/healthz", mason.live_port),
            "/mcp": mason.get("/mcp", mason.live_port)[0],
        }
        mason.stop()
    return StartedAgain(
        mason.process.pid, mason.live_port, mason.lines, answers, live_answers, other
    )


@pytest.fixture(scope="module")
def lost_database(tmp_path_factory: pytest.TempPathFactory) -> LostDatabase:
    """Shared by the tests of a database that DATABASE_URL names: it takes a first start."""
    folder = copy_checkout(tmp_path_factory.mktemp("with a space") / "mason")
    with ExitStack() as database, ExitStack() as stack:
        data = database.enter_context(scratch_server(tmp_path_factory.mktemp("scratch")))
        mason = stack.enter_context(started_mason(folder, DATABASE_URL=database_url(data)))
        mason.wait_until_ready()
        ready = mason.get("/readyz")[0]
        database.close()
        afterwards = {path: mason.get(path) for path in ("/healthz", "/readyz")}
        mason.stop()
    return LostDatabase(folder, ready, afterwards)


def secrets_of(folder: Path) -> Path:
    return folder / "var" / "secrets.env"


@pytest.fixture
def checkout(started_once: StartedOnce) -> Path:
    return started_once.folder


@pytest.fixture
def fresh_checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path / "with a space" / "mason")


def test_the_first_start_says_the_curators_password(started_once):
    (line,) = [line for line in started_once.lines if "Password:" in line]
    assert re.fullmatch(
        r"Made the first curator. User name: curator  Password: [\w-]{20}", line, re.ASCII
    )


def test_the_first_start_makes_secrets_for_the_owners_eyes_only(checkout):
    secrets = secrets_of(checkout)
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert [line.partition("=")[0] for line in secrets.read_text().splitlines()] == [
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
    ]


def test_the_first_start_reviews_the_checkout(started_once):
    assert "Reviewing this checkout as local/mason" in started_once.lines
    assert FAILED_REVIEW not in started_once.lines


def test_a_second_start_keeps_secrets_and_users(started_once, started_again):
    assert secrets_of(started_once.folder).read_bytes() == started_once.secrets
    assert "Migrating the database: 0 migrations to apply" in started_again.lines
    assert "Password:" not in "\n".join(started_again.lines)


def test_a_second_start_reviews_nothing(started_again):
    assert "Reviewing" not in "\n".join(started_again.lines)


def test_a_started_mason_answers(started_again):
    assert started_again.answers == dict.fromkeys(PATHS, 200)


def test_a_started_mason_speaks_mcp_where_it_says(started_again):
    assert f"  MCP:   http://127.0.0.1:{started_again.live_port}/mcp" in started_again.lines
    assert started_again.live_answers == {"/healthz": (200, '{"status":"ok"}'), "/mcp": 401}


def test_a_request_that_never_ends_does_not_keep_mason_from_stopping(checkout):
    head = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        with socket.create_connection(("127.0.0.1", mason.live_port)) as connection:
            connection.sendall(head)
            assert mason.stop() == 0
    assert "The live server is stopped." in mason.lines


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_servers_and_database(checkout, number):
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        processes = descendants(mason.process.pid)
        assert mason.stop(number) == 0
    assert not any(is_running(pid) for pid in processes)
    # Under load granian warns between them of a worker that has ended already.
    assert [line for line in mason.lines if line.endswith(" is stopped.")] == [
        "The worker is stopped.",
        "The live server is stopped.",
        "The web server is stopped.",
        "PostgreSQL is stopped.",
        "Mason is stopped.",
    ]


def test_children_end_when_mason_is_killed(checkout):
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        processes = descendants(mason.process.pid)
        mason.stop(signal.SIGKILL)
    eventually(lambda: not any(is_running(pid) for pid in processes))


def test_a_start_right_after_a_kill_of_mason_recovers(checkout):
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        mason.stop(signal.SIGKILL)
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        assert mason.get("/readyz")[0] == 200


def test_a_start_right_after_a_kill_of_all_processes_recovers(checkout):
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        for pid in [mason.process.pid, *descendants(mason.process.pid)]:
            os.kill(pid, signal.SIGKILL)
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        assert mason.get("/readyz")[0] == 200


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("mason.wsgi:application", "The web server"),
        ("mason.live.application:application", "The live server"),
        ("postgres", "PostgreSQL (postgres)"),
    ],
)
def test_mason_ends_when_a_child_dies(checkout, program, name):
    with started_mason(checkout) as mason:
        mason.wait_until_ready()
        processes = descendants(mason.process.pid)
        victim = next(pid for pid in processes if program in command_line(pid))
        os.kill(victim, signal.SIGKILL)
        assert mason.process.wait(60) == 1
    assert mason.lines[-1] == f"CommandError: {name} ended by itself (exit code -9)."
    eventually(lambda: not any(is_running(pid) for pid in processes))


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_another_mason_from_the_same_folder_is_refused(started_again):
    refusal = f"Mason already runs from this folder (process {started_again.pid})"
    other = started_again.other
    assert (other.returncode, other.stdout, other.stderr) == (
        1,
        "",
        f"CommandError: {refusal}: stop it first.\n",
    )


def test_a_taken_port_is_refused_before_anything_is_written(fresh_checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_up(fresh_checkout, str(port))
    assert result.returncode == 1
    assert result.stderr == (
        f"CommandError: Port {port} on 127.0.0.1 is taken: stop what uses it, "
        "or choose another with PORT=.\n"
    )
    assert not (fresh_checkout / "var").exists()


def test_a_taken_live_port_is_refused_before_anything_is_written(fresh_checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_up(fresh_checkout, str(free_port()), str(port))
    assert result.returncode == 1
    assert result.stderr == (
        f"CommandError: Port {port} on 127.0.0.1 is taken: stop what uses it, "
        "or choose another with LIVE_PORT=.\n"
    )
    assert not (fresh_checkout / "var").exists()


def test_the_live_port_may_be_a_setting(fresh_checkout):
    result = subprocess.run(
        [sys.executable, "manage.py", "up", f"--port={free_port()}"],
        cwd=fresh_checkout,
        env=clean_environment(LIVE_PORT="none"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == (
        "CommandError: LIVE_PORT=none isn't a port: give a number from 1 to 65535.\n"
    )


def test_database_url_takes_the_place_of_the_embedded_server(lost_database):
    assert lost_database.ready == 200
    assert not (lost_database.folder / "var" / "postgres").exists()


def test_an_unreachable_database_is_named_without_its_password(fresh_checkout):
    url = f"postgres://mason:hidden-word@127.0.0.1:{free_port()}/mason"
    result = run_up(fresh_checkout, str(free_port()), DATABASE_URL=url)
    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: The database 127.0.0.1:")
    assert "hidden-word" not in result.stdout + result.stderr


def test_readyz_fails_and_healthz_goes_on_when_the_database_is_gone(lost_database):
    assert lost_database.afterwards == {
        "/healthz": (200, '{"status": "ok"}'),
        "/readyz": (
            503,
            '{"status": "unavailable", "checks": {"database": "failed", "migrations": "unknown"}}',
        ),
    }
