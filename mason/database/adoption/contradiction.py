"""What keeps a database from being adopted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A place in the database that contradicts the contract.

    `column` may name several; `row` is the row's id, empty where no single row is meant.
    """

    table: str
    column: str
    row: str
    found: str
    wanted: str

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        row = f", row {self.row}" if self.row else ""
        return f"{place}{row}: is {self.found}, should be {self.wanted}"
