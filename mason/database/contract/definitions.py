"""What a documented table consists of, as plain data that knows nothing of Django's models."""

from dataclasses import dataclass
from typing import Final, Literal

OnDelete = Literal["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"]

UUID: Final = "uuid"
TEXT: Final = "text"
INTEGER: Final = "integer"
BOOLEAN: Final = "boolean"
JSONB: Final = "jsonb"
TIMESTAMP: Final = "timestamp with time zone"

NOW: Final = "now()"
ZERO: Final = "0"
EMPTY_LIST: Final = "'[]'::jsonb"


@dataclass(frozen=True, slots=True)
class OneOf:
    """A check that allows these words and, where the column may be empty, NULL."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Between:
    """A check that allows the numbers from `lowest` to `highest`, both included."""

    lowest: int
    highest: int

    def __str__(self) -> str:
        return f"from {self.lowest} to {self.highest}"


type Check = OneOf | Between


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference to the `id` of a table, and what the database does when that row is deleted."""

    table: str
    on_delete: OnDelete = "NO ACTION"

    def __str__(self) -> str:
        return f"a foreign key to {self.table}.id with ON DELETE {self.on_delete}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its type as PostgreSQL's `format_type` spells it, and SQL for its default.

    `secret` columns are never shown in messages.
    """

    name: str
    type: str
    nullable: bool = False
    default: str | None = None
    check: Check | None = None
    references: ForeignKey | None = None
    generated: str | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index that is documented by name."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A documented table; `triggers` are those that models declare, by their short names."""

    name: str
    columns: tuple[Column, ...]
    uniques: tuple[frozenset[str], ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: frozenset[str] = frozenset()
    publication: str | None = None

    def column(self, name: str) -> Column:
        """Give the column of this name; raises KeyError if the document has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def required(
    name: str,
    kind: str = TEXT,
    *,
    default: str | None = None,
    check: Check | None = None,
    secret: bool = False,
) -> Column:
    """Give a column that is NOT NULL."""
    return Column(name=name, type=kind, default=default, check=check, secret=secret)


def optional(name: str, kind: str = TEXT, *, check: Check | None = None) -> Column:
    """Give a column that may be NULL and has no default."""
    return Column(name=name, type=kind, nullable=True, check=check)


def word(name: str, words: tuple[str, ...], *, default: str) -> Column:
    """Give a NOT NULL text column that holds one of `words`, with one of them as its default."""
    return required(name, default=f"'{default}'::text", check=OneOf(words))


def reference(
    name: str, table: str, *, nullable: bool = False, on_delete: OnDelete = "NO ACTION"
) -> Column:
    """Give a foreign key."""
    return Column(name=name, type=UUID, nullable=nullable, references=ForeignKey(table, on_delete))


IDENTIFIER: Final = required("id", UUID, default="gen_random_uuid()")
CREATED_AT: Final = required("created_at", TIMESTAMP, default=NOW)
UPDATED_AT: Final = required("updated_at", TIMESTAMP, default=NOW)
STARTED_AT: Final = required("started_at", TIMESTAMP, default=NOW)
COMPLETED_AT: Final = optional("completed_at", TIMESTAMP)
ERROR_MESSAGE: Final = optional("error_message")
TOUCHED: Final = frozenset({"touch_updated_at"})
