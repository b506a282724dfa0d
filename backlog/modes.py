"""The modes of a review: how broad it is and how many suggestions it may bring."""

from dataclasses import dataclass
from typing import Final

from backlog.choices import Area
from backlog.exceptions import UnknownMode

FULL: Final = "full"
AREA_PREFIX: Final = "area:"
BANGER: Final = "banger"
_LIMITS: Final = {FULL: 25, "quick": 9, BANGER: 1}
_AREA_LIMIT: Final = 5
MODE_NAMES: Final = (*_LIMITS, *(f"{AREA_PREFIX}{area}" for area in Area.values))
"""The names of all modes."""


@dataclass(frozen=True, slots=True)
class ReviewMode:
    """A mode by its documented name, the most suggestions it brings, and the area it keeps to."""

    name: str
    limit: int
    area: Area | None = None

    @classmethod
    def parse(cls, name: str) -> "ReviewMode":
        """Read `full`, `quick`, `banger` or `area:<area>`; raises UnknownMode."""
        if name in _LIMITS:
            return cls(name, _LIMITS[name])
        area = name.removeprefix(AREA_PREFIX)
        if name.startswith(AREA_PREFIX) and area in Area.values:
            return cls(name, _AREA_LIMIT, Area(area))
        raise UnknownMode(name, MODE_NAMES)

    @property
    def is_never_filtered(self) -> bool:
        """Whether its one suggestion is shown whatever the filter thinks of it."""
        return self.name == BANGER
