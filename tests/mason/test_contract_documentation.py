"""docs/database.md lists the documented tables as they are."""

import re

import pytest

from mason.database.contract import CONTRACT
from mason.database.contract.definitions import Column
from tests.databases import ROOT

DOCUMENT = (ROOT / "docs" / "database.md").read_text()
SECTIONS = dict(re.findall(r"^### (mason_\w+)\n(.*?)(?=^##)", DOCUMENT, re.MULTILINE | re.DOTALL))


def _cells(column: Column) -> list[str]:
    default = f"`{column.default}`" if column.default else ""
    generated = f"generated: `{column.generated}`" if column.generated else ""
    return [column.name, column.type, "yes" if column.nullable else "no", default or generated]


def test_every_table_has_its_section() -> None:
    assert list(SECTIONS) == list(CONTRACT)


@pytest.mark.parametrize("table", CONTRACT)
def test_columns_are_listed_as_they_are(table: str) -> None:
    lines = [line for line in SECTIONS[table].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.split("|")[1:5]] for line in lines[1:]]
    assert cells == [_cells(column) for column in CONTRACT[table].columns]


@pytest.mark.parametrize("table", CONTRACT)
def test_allowed_words_are_listed(table: str) -> None:
    section = SECTIONS[table]
    words = {
        word for column in CONTRACT[table].columns for word in getattr(column.check, "words", ())
    }
    assert {word for word in words if f"`{word}`" not in section} == set()
