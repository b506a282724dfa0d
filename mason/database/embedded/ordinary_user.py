"""Who runs PostgreSQL when Mason is root: PostgreSQL refuses to."""

import os
import pwd
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mason.database.embedded.exceptions import EmbeddedPostgresError
from mason.processes.children import Account

ROOT: Final = 0
CANDIDATES: Final = ("postgres", "nobody")


def ordinary_account(data: Path, *, others: Iterable[Path]) -> Account | None:
    """Return the account that shall use the data and the other folders; None: the current user can.

    Data that exist keep their owner. Raises EmbeddedPostgresError where folders are closed to the
    account and the system has no way round.
    """
    if os.geteuid() != ROOT:
        return None
    user = _owner(data) or _first_candidate()
    closed = [folder for folder in (data.parent, *others) if not _can_enter(user, folder)]
    if closed and sys.platform != "linux":
        raise EmbeddedPostgresError(
            f"PostgreSQL doesn't run as root, and the user {user.pw_name} can't enter {closed[0]}. "
            "Start Mason as an ordinary user."
        )
    return Account(user=user.pw_uid, group=user.pw_gid, pass_folders=bool(closed))


def _owner(data: Path) -> pwd.struct_passwd | None:
    if not data.exists() or data.stat().st_uid == ROOT:
        return None
    try:
        return pwd.getpwuid(data.stat().st_uid)
    except KeyError as error:
        raise EmbeddedPostgresError(f"{data} belongs to a user that doesn't exist here.") from error


def _first_candidate() -> pwd.struct_passwd:
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in CANDIDATES:
        if name in known:
            return known[name]
    raise EmbeddedPostgresError(
        "PostgreSQL doesn't run as root, and there is no user "
        f"{' or '.join(CANDIDATES)} to run it as. Start Mason as an ordinary user."
    )


def _can_enter(user: pwd.struct_passwd, folder: Path) -> bool:
    """Tell from owners and modes whether the user may enter a folder and all above it."""
    return all(_may_search(user, path.stat()) for path in (folder, *folder.parents))


def _may_search(user: pwd.struct_passwd, status: os.stat_result) -> bool:
    if status.st_uid == user.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
