"""How severe findings are, and what mending takes, where a tool says nothing useful itself.

Ruff reports everything as an error. Its rule codes begin with the family they belong to
(https://docs.astral.sh/ruff/rules/), so families and single rules are graded here.
"""

from collections.abc import Mapping
from typing import Final

from backlog.intake.finding import Rule, Severity
from backlog.intake.scoring import LEVELS, severity_of_score

RUFF: Final = "ruff"

DEFAULT_LEVEL: Final = "warning"
"""SARIF's level of a finding that states none."""

_ERROR: Final = (
    "ASYNC", "B006", "B012", "B015", "B018", "B020", "B023", "B030", "B035", "E9", "F5", "F6",
    "F7", "F82", "F40", "F901", "PLE", "RUF006", "RUF008", "RUF016", "S102", "S103", "S2", "S301",
    "S302", "S306", "S307", "S323", "S50", "S602", "S604", "S605", "S608", "S609", "S70", "T100",
    "invalid-syntax",
)  # fmt: skip
_WARNING: Final = (
    "B", "BLE", "C901", "DJ", "DTZ", "E722", "F", "G101", "INT", "LOG", "NPY", "PD", "PLR09",
    "PLW", "PT015", "PT017", "PTH210", "RUF009", "RUF012", "RUF013", "RUF018", "RUF033", "RUF034",
    "S", "SIM115", "TRY002", "TRY203", "TRY400", "W605", "YTT",
)  # fmt: skip
_NOTE: Final = (
    "", "ASYNC109", "B007", "B009", "B010", "B011", "B027", "B028", "B033", "B904", "B905",
    "B911", "B912", "DJ001", "DJ008", "DJ012", "F401", "F541", "F811", "F841", "F842", "FA",
    "FBT", "FIX", "FLY", "FURB", "PLW2901", "S101", "S110", "S112", "S311", "S404", "S405",
    "S406", "S603", "S606", "S607", "SIM", "SLF", "SLOT",
)  # fmt: skip

RUFF_LEVELS: Final[Mapping[str, str]] = (
    dict.fromkeys(_ERROR, "error")
    | dict.fromkeys(_WARNING, "warning")
    | dict.fromkeys(_NOTE, "note")
)
"""The level of all rules whose code begins so; the longest beginning counts."""

RUFF_REDESIGN: Final = ("C901", "PLR09", "PLR1702")
"""Beginnings of the codes of rules that ask for code to be reshaped."""

_LONGEST_PREFIX: Final = max(map(len, RUFF_LEVELS))


def severity_of(rule: Rule, level: str) -> Severity:
    """How severe a finding is that its tool reports at `level`.

    A rule's `security-severity` counts most, then the grade of its family, then the level.
    """
    if rule.security_severity is not None:
        return severity_of_score(rule.security_severity)
    if rule.tool.lower() == RUFF:
        return LEVELS[_ruff_level(rule.id)]
    return LEVELS.get(level, LEVELS[DEFAULT_LEVEL])


def asks_for_redesign(rule: Rule) -> bool:
    """Whether mending means to reshape code, not to change a line."""
    return rule.tool.lower() == RUFF and rule.id.startswith(RUFF_REDESIGN)


def _ruff_level(code: str) -> str:
    beginnings = (code[:length] for length in range(_LONGEST_PREFIX, -1, -1))
    return next(RUFF_LEVELS[each] for each in beginnings if each in RUFF_LEVELS)
