"""What a comparison with the contract finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that isn't as documented; `column` is empty where the table as a whole is meant.

    `mend` is SQL, or a command that begins with `manage.py`, unless only a person can tell.
    """

    table: str
    column: str
    aspect: str
    found: str
    wanted: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        return (
            f"{place}, {self.aspect}: is {self.found}, should be {self.wanted}; mend: {self.mend}"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something of other software's that the document doesn't know and that does no harm."""

    table: str
    found: str

    def __str__(self) -> str:
        return f"{self.table}: has {self.found}, which isn't documented and stays"
