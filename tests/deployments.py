"""An installation as docs/deploying.md makes it, in a folder of a test."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from urllib.parse import quote

import psycopg
from cryptography.fernet import Fernet

from mason.database.embedded import binaries
from mason.database.embedded.location import DATABASE_USER, socket_folder
from mason.database.embedded.scratch import scratch_server
from tests.documented_files import (
    blocks_of,
    document,
    files_of,
    part,
    put_in,
    run_documented,
    settings_of,
)
from tests.processes import TIMEOUT_SECONDS, clean_environment, copy_checkout, free_port

TEXT = document("deploying.md")
FILES = files_of(TEXT)
AGENT = """
    import pathlib, sys
    sys.stdin.read()
    pathlib.Path("done.txt").write_text("done\\n")
    print("Did it.")
"""


@dataclass(frozen=True)
class Deployment:
    """Where it is and how its database is reached; processes run while it is used."""

    folder: Path
    sockets: Path
    web: int
    live: int
    replaced: Mapping[str, str]
    password: str

    def run(self, script: str) -> str:
        """Run commands of the document."""
        environment = clean_environment(**postgres(self.sockets))
        return run_documented(script, self.replaced, folder=self.folder, environment=environment)

    def connect(self, role: str) -> psycopg.Connection[tuple[object, ...]]:
        """Connect to the database as one of its roles."""
        return psycopg.connect(host=str(self.sockets), user=role, dbname="mason", autocommit=True)


def postgres(sockets: Path) -> dict[str, str]:
    """Give what makes `psql` the superuser of this server."""
    folder = binaries.program("psql").parent
    return {
        "PGHOST": str(sockets),
        "PGUSER": DATABASE_USER,
        "PGDATABASE": "postgres",
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
    }


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    """Do what the document says until all three processes are started; stop them in the end."""
    with ExitStack() as stack:
        sockets = socket_folder(stack.enter_context(scratch_server()))
        with psycopg.connect(
            host=str(sockets), user=DATABASE_USER, dbname="postgres", autocommit=True
        ) as server:
            server.execute("DROP DATABASE mason")
        web, live = free_port(), free_port()
        replaced = _places(folder, sockets, web, live)
        _write_files(folder, replaced)
        made = Deployment(folder, sockets, web, live, replaced, "")
        password = _begin(made)
        for unit in ("web", "live", "worker"):
            stack.enter_context(_process(unit, folder, replaced))
        yield Deployment(folder, sockets, web, live, replaced, password)


def _begin(made: Deployment) -> str:
    """Make the database and what stands in it; give the administrator's password."""
    before, after = blocks_of(part(TEXT, "The database"), "sh")
    migrate, collect, administrator, doctor = blocks_of(part(TEXT, "First start"), "sh")[
        0
    ].splitlines()
    made.run(before)
    made.run(f"{migrate}\n{collect}")
    made.run(after)
    password = made.run(administrator).strip()
    made.run(doctor)
    return password


def _places(folder: Path, sockets: Path, web: int, live: int) -> dict[str, str]:
    """What the document names, and what takes its place; longer names first."""
    checkout = copy_checkout(folder / "app")
    (checkout / ".venv").symlink_to(sys.prefix)
    agent = folder / "agent.py"
    agent.write_text(dedent(AGENT))
    return {
        dict(settings_of(FILES["/etc/mason/worker.env"]))["AGENT_COMMAND"]: (
            f"{sys.executable} {agent}"
        ),
        "/srv/mason/app": str(checkout),
        "/etc/mason": str(folder / "etc"),
        "/var/lib/mason-worker": str(folder / "worker"),
        "sudo -u postgres psql": "psql",
        ":PASSWORD@127.0.0.1:5432/": f"@/{quote(str(sockets))}/",
        "made-by-the-command-in-env-example-1": secrets.token_urlsafe(48),
        "made-by-the-command-in-env-example-2": secrets.token_urlsafe(48),
        "a-fernet-key-of-your-own": Fernet.generate_key().decode(),
        "another-fernet-key": Fernet.generate_key().decode(),
        "--port=8000": f"--port={web}",
        "--port=8001": f"--port={live}",
        "mason owner ": f"{folder}/mason owner ",
        "mason web ": f"{folder}/mason web ",
        "mason worker ": f"{folder}/mason worker ",
    }


def _write_files(folder: Path, replaced: Mapping[str, str]) -> None:
    (folder / "etc").mkdir()
    (folder / "worker").mkdir()
    for path, text in FILES.items():
        if path.startswith("/etc/mason/"):
            written = put_in(text, replaced)
            quoted = (f"{name}='{value}'\n" for name, value in settings_of(written))
            (folder / "etc" / Path(path).name).write_text("".join(quoted))
    script = folder / "mason"
    script.write_text(put_in(FILES["/usr/local/bin/mason"], replaced))
    script.chmod(0o755)


@contextmanager
def _process(unit: str, folder: Path, replaced: Mapping[str, str]) -> Iterator[None]:
    """Run what a unit starts, with the settings that it reads, until SIGTERM."""
    lines = list(settings_of(FILES[f"/etc/systemd/system/mason-{unit}.service"]))
    command = put_in(dict(lines)["ExecStart"], replaced)
    of = "worker" if unit == "worker" else "web"
    script = f"set -a; . etc/mason.env; . etc/{of}.env; set +a; cd app; exec {command}"
    process = subprocess.Popen(
        ["bash", "-c", script], cwd=folder, env=clean_environment(HOME=str(folder / "worker"))
    )
    try:
        yield
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT_SECONDS) == 0, unit
    finally:
        process.kill()
        process.wait()
