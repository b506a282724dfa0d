"""`.venv` with the locked packages, made and mended as needed. Standard library only."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from mason.startup.saying import Say

OLDEST_PYTHON: Final = (3, 12)
RUNTIME_LOCK: Final = "requirements.txt"
DEVELOPMENT_LOCK: Final = "requirements-dev.txt"
CONTAINS: Final = {
    RUNTIME_LOCK: (RUNTIME_LOCK,),
    DEVELOPMENT_LOCK: (RUNTIME_LOCK, DEVELOPMENT_LOCK),
}
"""Which locks are satisfied once one of them is installed."""
STAMP: Final = "installed-locks"
"""A file in `.venv` with a line `<SHA-256> <lock>` for each lock that is wholly installed."""


class SetupFailed(Exception):
    """The environment can't be made; the message says what is needed."""


def ready_python(root: Path, lock: str, say: Say) -> Path:
    """Return the Python of `root/.venv`, with the lock's packages installed in it.

    Raises SetupFailed; what was half made is removed or done again the next time.
    """
    folder = root / ".venv"
    with _alone(root):
        if folder.exists() and not _is_usable(folder):
            say(f"Removing {folder}: its Python is gone, broken or too old")
            shutil.rmtree(folder)
        if not folder.exists():
            _create(folder, say)
        if _digest_line(root, lock) not in _stamped(folder):
            _install(root, folder, lock, say)
    return folder / "bin" / "python"


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep a second set-up of the same folder waiting, without a file of its own."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_usable(folder: Path) -> bool:
    program = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    command = [str(folder / "bin" / "python"), "-I", "-c", program]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our command
    except OSError:
        return False
    return done.returncode == 0


def _create(folder: Path, say: Say) -> None:
    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise SetupFailed(
                f"{sys.executable} lacks the module {module}; install it "
                f"(Debian and Ubuntu: apt install python{version}-venv) and start again."
            )
    say(f"Making {folder} with Python {sys.version.split()[0]}")
    command = [sys.executable, "-m", "venv", str(folder)]
    try:
        subprocess.run(command, check=True)  # noqa: S603 - our command
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, subprocess.CalledProcessError):
            raise SetupFailed(f"Making {folder} failed; the reason is above.") from error
        raise


def _install(root: Path, folder: Path, lock: str, say: Say) -> None:
    say(f"Installing the packages that {lock} locks")
    (folder / STAMP).unlink(missing_ok=True)
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", *options]
    try:
        subprocess.run([*pip, "-r", str(root / lock)], check=True)  # noqa: S603 - our command
    except subprocess.CalledProcessError as error:
        raise SetupFailed(f"Installing {lock} failed; pip's reason is above.") from error
    lines = [_digest_line(root, contained) for contained in CONTAINS[lock]]
    (folder / STAMP).write_text("\n".join(lines) + "\n")


def _digest_line(root: Path, lock: str) -> str:
    return f"{hashlib.sha256((root / lock).read_bytes()).hexdigest()} {lock}"


def _stamped(folder: Path) -> list[str]:
    stamp = folder / STAMP
    return stamp.read_text().splitlines() if stamp.exists() else []
