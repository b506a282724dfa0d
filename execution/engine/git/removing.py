"""Removing folders that others filled."""

import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.1


def remove_tree(folder: Path) -> None:
    """Remove a folder and all in it, read-only folders too; nothing if it isn't there.

    Files that a dying process still adds meanwhile are removed by another try; raises OSError if
    that goes on.
    """
    if folder.is_symlink():
        folder.unlink()
    for left in reversed(range(_TRIES)):
        try:
            shutil.rmtree(folder, onexc=_with_rights)
        except FileNotFoundError:
            return
        except OSError:
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _with_rights(function: Callable[..., Any], path: str, error: BaseException) -> None:
    """Do again what lacked the right to; a file that is gone is as it should be."""
    if isinstance(error, FileNotFoundError):
        return
    if not isinstance(error, PermissionError):
        raise error
    for place in (Path(path).parent, Path(path)):
        if place.is_dir() and not place.is_symlink():
            place.chmod(place.stat().st_mode | stat.S_IRWXU)
    if function in {os.unlink, os.rmdir}:
        function(path)
    else:
        remove_tree(Path(path))
