"""What the bare function answers: told by the benchmark, so that both mean the same question."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A list: its statement, in which %(user_id)s is the key's user, and the JSON around its rows.

    `tail` are the members after the rows: cursors are given, not made, so that the reference is
    rather too fast than too slow. So are `prd_problems`, by PRD, where rows have that member.
    """

    sql: str
    parameters: dict[str, str]
    member: str = "results"
    tail: dict[str, Any] = field(default_factory=dict)
    prd_problems: dict[str, list[str]] = field(default_factory=dict)


def write_plan(path: Path, readings: dict[str, Reading]) -> None:
    """Write the plan: a list for each target, which is a path with its query."""
    path.write_bytes(orjson.dumps(readings))


def read_plan(path: Path) -> dict[str, Reading]:
    """Read what `write_plan` wrote."""
    stored = orjson.loads(path.read_bytes())
    return {target: Reading(**values) for target, values in stored.items()}
