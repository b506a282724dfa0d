"""A checkout, and SARIF documents that are read as files about it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backlog.intake.checkout import Checkout
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading
from backlog.intake.sarif import SarifFile

type ReadSarif = Callable[..., Reading]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "checkout"
    root.mkdir()
    return Checkout(path=root, root=root)


@pytest.fixture
def read_sarif(tmp_path: Path, checkout: Checkout) -> ReadSarif:
    """Write a document (or bytes) to a file and read that."""

    def read(document: Any, holder_of: Any = lambda _: None) -> Reading:
        file = tmp_path / "report.sarif"
        file.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        return SarifFile(file, checkout=checkout).read(holder_of=holder_of, progress=Progress())

    return read


@pytest.fixture
def sarif() -> Callable[..., dict[str, Any]]:
    """A document of one run with these results; keywords set the run's other properties."""

    def document(*results: Any, **run: Any) -> dict[str, Any]:
        tool = {"driver": {"name": "checker", "rules": []}}
        return {"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]}

    return document


@pytest.fixture
def result() -> Callable[..., dict[str, Any]]:
    """A result of rule R1 in src/app.py, line 3; keywords set or (None) remove properties."""

    def make(uri: str = "src/app.py", line: int = 3, **values: Any) -> dict[str, Any]:
        location = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
        whole = {
            "ruleId": "R1",
            "message": {"text": "Something is wrong."},
            "locations": [{"physicalLocation": location}],
            **values,
        }
        return {key: value for key, value in whole.items() if value is not None}

    return make
