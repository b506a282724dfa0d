"""The table: what was measured, what is wanted beside it, and a word where that isn't reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from benchmarks.filling import Say

_NAME_WIDTH: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Mason's requests (or calls) in a second beside those of a reference.

    `least` is the share of the reference that is wanted, `times` how many times as many as
    `ordinary` does; both are 0 where nothing is wanted. `faults` are misses of other kinds.
    """

    name: str
    clients: int
    mason: float
    reference: float
    least: float = 0.0
    ordinary: float = 0.0
    times: float = 0.0
    faults: tuple[str, ...] = field(default=())

    @property
    def share(self) -> float:
        """Mason in parts of the reference."""
        return self.mason / self.reference

    @property
    def faster(self) -> float:
        """Mason in times of the ordinary viewset; 0 where that wasn't asked."""
        return self.mason / self.ordinary if self.ordinary else 0.0

    def misses(self) -> list[str]:
        """Name what isn't as it is wanted."""
        wanted = {"share": self.share >= self.least, "times": self.faster >= self.times}
        return [*(name for name, holds in wanted.items() if not holds), *self.faults]


def print_header(title: str, names: Mapping[str, str], say: Say) -> None:
    """Print a part's title and the heads of its columns; `names` says what the systems are."""
    say(f"\n{title}")
    heads = f"{'clients':>7} {names['reference']:>9} {'mason':>9} {'share':>6} {'at least':>8}"
    ordinary = (
        f" {names['ordinary']:>9} {'times':>6} {'at least':>8}" if "ordinary" in names else ""
    )
    say(f"{'requests a second':{_NAME_WIDTH}} {heads}{ordinary}  misses")


def print_line(line: Line, say: Say) -> None:
    """Print one line."""
    rates = f"{line.clients:7} {line.reference:9.1f} {line.mason:9.1f} {line.share:6.2f}"
    least = f"{line.least:8.2f}" if line.least else " " * 8
    ordinary = ""
    if line.ordinary:
        ordinary = f" {line.ordinary:9.1f} {line.faster:6.1f} {line.times:8.0f}"
    misses = ", ".join(line.misses())
    say(f"{line.name:{_NAME_WIDTH}} {rates} {least}{ordinary}  {misses}".rstrip())
