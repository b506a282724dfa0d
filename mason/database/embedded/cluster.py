"""The data folder: made once, checked at every start."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from tempfile import TemporaryFile
from typing import IO, Final

from mason.database.embedded import binaries
from mason.database.embedded.exceptions import EmbeddedPostgresError
from mason.database.embedded.location import DATABASE_USER, SOCKET_NAME, socket_folder
from mason.database.embedded.ordinary_user import ordinary_account
from mason.processes.children import Account, Child, Program

PRIVATE: Final = 0o700
STOP_SECONDS: Final = 20.0
UNICODE_LOCALE: Final = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
"""C.UTF-8 of PostgreSQL's own (since 17): the same order on every system, installed or not."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A data folder, its socket's folder, and who runs the programs on them (None: we do)."""

    data: Path
    sockets: Path
    account: Account | None

    def program(self, name: str, *arguments: str) -> Program:
        """Return one of PostgreSQL's programs; SIGINT ends each of them cleanly."""
        return Program(
            name=f"PostgreSQL ({name})",
            command=[str(binaries.program(name)), *arguments],
            stop_signal=SIGINT,
            grace=STOP_SECONDS,
            account=self.account,
            environment=_environment(),
        )


def prepared_cluster(data: Path, *, sync: bool) -> Cluster:
    """Return the cluster in `data`, made first if it isn't there (`sync`: written through to disk).

    Only a caller that holds the lock may ask: what a dead server left behind is cleared away.
    Raises EmbeddedPostgresError.
    """
    account = ordinary_account(data, others=[binaries.program("postgres").parent])
    cluster = Cluster(data=data, sockets=socket_folder(data), account=account)
    if not data.exists():
        _initialise(cluster, sync=sync)
    _check_version(data)
    if cluster.sockets != data:
        _make_private(cluster.sockets, account)
    _clear_leftovers(cluster)
    return cluster


def _environment() -> dict[str, str]:
    """Return ours without PGPORT and its like, which would turn the server from its own options."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**ours, "LC_ALL": "C"}


def _initialise(cluster: Cluster, *, sync: bool) -> None:
    """Make the data folder under another name, so that one with the right name is always whole."""
    unfinished = cluster.data.with_name(f"{cluster.data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _make_private(unfinished, cluster.account)
    options = [f"--username={DATABASE_USER}", "--auth=trust", "--encoding=UTF8", *UNICODE_LOCALE]
    speed = [] if sync else ["--no-sync"]
    _run(cluster.program("initdb", f"--pgdata={unfinished}", *options, *speed))
    unfinished.rename(cluster.data)


def _run(program: Program) -> None:
    with TemporaryFile() as output:
        child = Child(program, output=output)
        try:
            code = child.process.wait()
        finally:
            child.stop()
        if code != 0:
            raise EmbeddedPostgresError(f"{program.name} failed: {_text(output)}")


def _text(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace").strip()


def release_sockets(cluster: Cluster) -> None:
    """Remove the sockets' folder if it lies outside the data; the server must have ended."""
    if cluster.sockets != cluster.data:
        shutil.rmtree(cluster.sockets)


def _make_private(folder: Path, account: Account | None) -> None:
    """Make a folder for one user alone, or make sure that an existing one is."""
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    owner = account.user if account else os.geteuid()
    if account and folder.lstat().st_uid == os.geteuid():
        os.chown(folder, account.user, account.group, follow_symlinks=False)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner:
        raise EmbeddedPostgresError(f"{folder} belongs to another user; remove it.")
    folder.chmod(PRIVATE)


def _check_version(data: Path) -> None:
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise EmbeddedPostgresError(f"{data} isn't a PostgreSQL data folder.") from error
    if found != str(binaries.major_version()):
        raise EmbeddedPostgresError(
            f"{data} was made by PostgreSQL {found}, the installed one is "
            f"{binaries.major_version()}. Dump it with the old version (pg_dump), move the folder "
            "away, start Mason and restore; or move it away to begin anew."
        )


def _clear_leftovers(cluster: Cluster) -> None:
    """Remove what a killed server left: its process number may belong to another program by now."""
    for leftover in (
        cluster.data / "postmaster.pid",
        cluster.sockets / SOCKET_NAME,
        cluster.sockets / f"{SOCKET_NAME}.lock",
    ):
        leftover.unlink(missing_ok=True)
