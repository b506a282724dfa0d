"""The set-up before `.venv` exists, with Pythons and locks made for the test."""

import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from mason.startup.ports import Ports, PortUnusable, live_port_of, usable_port, usable_ports
from mason.startup.virtual_environment import (
    DEVELOPMENT_LOCK,
    RUNTIME_LOCK,
    STAMP,
    SetupFailed,
    ready_python,
)
from tests.processes import ROOT, clean_environment, free_port

SHELL = "/bin/sh"
MISSING = (
    "Mason needs Python 3.12 or newer on the PATH (python3, python3.12, ...); none was found.\n"
)


def make_python(folder: Path, name: str, *, exit_code: int) -> Path:
    """Make a Python that answers the question for its version with this exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / name
    python.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    python.chmod(0o755)
    return python


def find_python(*folders: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SHELL, ROOT / "bin" / "find-python"],
        env={"PATH": ":".join(map(str, folders))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python3_is_taken_when_it_is_new_enough(tmp_path):
    first = make_python(tmp_path, "python3", exit_code=0)
    make_python(tmp_path, "python3.14", exit_code=0)
    assert find_python(tmp_path).stdout == f"{first}\n"


def test_a_newer_one_is_taken_when_python3_is_too_old(tmp_path):
    make_python(tmp_path, "python3", exit_code=1)
    newer = make_python(tmp_path, "python3.13", exit_code=0)
    make_python(tmp_path, "python3.12", exit_code=0)
    assert find_python(tmp_path).stdout == f"{newer}\n"


def test_a_shim_that_fails_gives_way_to_the_same_name_further_on(tmp_path):
    make_python(tmp_path / "shims", "python3.12", exit_code=127)
    real = make_python(tmp_path / "with a space", "python3.12", exit_code=0)
    assert find_python(tmp_path / "shims", tmp_path / "with a space").stdout == f"{real}\n"


def test_without_a_python_one_line_says_what_is_needed(tmp_path):
    make_python(tmp_path, "python3", exit_code=1)
    result = find_python(tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", MISSING)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "", "٨", "1e3", " 80"])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(PortUnusable) as caught:
        usable_port(text)
    assert str(caught.value) == f"PORT={text} isn't a port: give a number from 1 to 65535."


def test_a_taken_port_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortUnusable) as caught:
            usable_port(str(port))
    assert str(caught.value) == (
        f"Port {port} on 127.0.0.1 is taken: stop what uses it, or choose another with PORT=."
    )


def test_a_port_that_was_just_released_is_usable():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    assert usable_port(str(port)) == port


def free_pair() -> int:
    """Return a port that is free, as the next one is."""
    while True:
        port = free_port()
        with socket.socket() as probe, suppress(OSError, OverflowError):
            probe.bind(("127.0.0.1", port + 1))
            return port


def test_the_live_port_is_the_next_one():
    port = free_pair()
    assert usable_ports(str(port)) == Ports(port, port + 1)


def test_another_live_port_may_be_chosen():
    port, live_port = free_port(), free_port()
    assert usable_ports(str(port), str(live_port)) == Ports(port, live_port)


def test_a_taken_live_port_names_what_chooses_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        live_port = taken.getsockname()[1]
        with pytest.raises(PortUnusable) as caught:
            usable_ports(str(free_port()), str(live_port))
    assert str(caught.value).endswith("or choose another with LIVE_PORT=.")


def test_the_same_port_twice_is_refused():
    port = str(free_port())
    with pytest.raises(PortUnusable) as caught:
        usable_ports(port, port)
    assert str(caught.value) == f"LIVE_PORT={port} is the same as PORT: choose another."


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("LIVE_PORT=9001\n", "9001"),
        ("DEBUG=true\nexport LIVE_PORT = '9001' # free\n", "9001"),
        ("# LIVE_PORT=9001\nPORT=9000\n", ""),
        ("LIVE_PORT=\n", ""),
    ],
)
def test_a_file_of_settings_may_name_the_live_port(tmp_path, text, port):
    file = tmp_path / ".env"
    file.write_text(text)
    assert live_port_of(file) == port


def test_without_a_file_of_settings_no_live_port_is_named(tmp_path):
    assert live_port_of(tmp_path / ".env") == ""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without dependencies, so that pip has nothing to fetch."""
    for lock in (RUNTIME_LOCK, DEVELOPMENT_LOCK):
        (tmp_path / lock).write_text("")
    return tmp_path


@dataclass(frozen=True)
class SetUpOnce:
    """A project that was set up from nothing, and what that said."""

    folder: Path
    lines: list[str]


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> SetUpOnce:
    """Shared, and its environment copied: making one takes seconds."""
    folder = tmp_path_factory.mktemp("made") / "project"
    folder.mkdir()
    (folder / RUNTIME_LOCK).write_text("")
    return SetUpOnce(folder, said(folder))


@pytest.fixture
def made(project: Path, set_up_once: SetUpOnce) -> Path:
    shutil.copytree(set_up_once.folder / ".venv", project / ".venv", symlinks=True)
    return project


def said(project: Path, lock: str = RUNTIME_LOCK) -> list[str]:
    """Set the project up and return what it said on the way."""
    lines: list[str] = []
    ready_python(project, lock, lines.append)
    return lines


class Enough(Exception):
    """A test has heard what it wanted to know of a set-up."""


def said_first(project: Path) -> str:
    """Begin to set the project up, and return the first that it said."""
    heard: list[str] = []

    def stop(line: str) -> None:
        heard.append(line)
        raise Enough

    with pytest.raises(Enough):
        ready_python(project, RUNTIME_LOCK, stop)
    return heard[0]


def test_the_first_set_up_makes_and_fills_the_environment(set_up_once):
    assert set_up_once.lines == [
        f"Making {set_up_once.folder}/.venv with Python {sys.version.split()[0]}",
        "Installing the packages that requirements.txt locks",
    ]


def test_a_second_set_up_does_nothing(made):
    assert said(made) == []


def test_a_changed_lock_is_installed(made):
    (made / RUNTIME_LOCK).write_text("# changed\n")
    assert said(made) == ["Installing the packages that requirements.txt locks"]
    assert said(made) == []


def test_the_development_lock_includes_the_runtime_lock(made):
    assert said(made, DEVELOPMENT_LOCK) == [
        "Installing the packages that requirements-dev.txt locks"
    ]
    assert said(made, RUNTIME_LOCK) == []


def test_the_development_lock_pins_what_the_runtime_lock_pins():
    runtime, development = (
        {line.split()[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        for lock in (RUNTIME_LOCK, DEVELOPMENT_LOCK)
    )
    assert runtime - development == set()


def test_a_failed_installation_is_done_again(made):
    (made / RUNTIME_LOCK).write_text("no-hash-here==1\n")
    with pytest.raises(SetupFailed) as caught:
        said(made)
    assert str(caught.value) == "Installing requirements.txt failed; pip's reason is above."
    assert not (made / ".venv" / STAMP).exists()


@pytest.mark.parametrize("exit_code", [1, 127])
def test_an_environment_whose_python_is_too_old_or_broken_is_made_again(made, exit_code):
    python = made / ".venv" / "bin" / "python"
    python.unlink()
    make_python(python.parent, "python", exit_code=exit_code)
    assert said_first(made) == f"Removing {made}/.venv: its Python is gone, broken or too old"


def test_an_environment_whose_python_is_gone_is_made_again(made):
    python = made / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    said(made)
    assert os.access(python, os.X_OK)


@pytest.mark.parametrize("taken_by", ["web", "live"])
def test_a_taken_port_ends_the_set_up_before_anything_is_written(tmp_path, taken_by):
    for name in ("bin", "mason"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(tmp_path.rglob("*"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"web": str(free_port()), "live": str(free_port())}
        ports[taken_by] = str(taken.getsockname()[1])
        options = ["--free-port", ports["web"], "--free-live-port", ports["live"]]
        command = [tmp_path / "bin" / "bootstrap", *options]
        environment = clean_environment(PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        result = subprocess.run(
            [*command, RUNTIME_LOCK], env=environment, capture_output=True, text=True, check=False
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert "is taken" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before
