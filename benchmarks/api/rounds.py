"""Systems take turns in short rounds, so that what else the machine does falls on all alike."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

LOAD: Final = Path(__file__).with_name("load.py")


class WrongAnswer(Exception):
    """A server that answers wrongly can't be measured."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many rounds, and how many seconds each."""

    rounds: int
    seconds: float


def in_turn(
    systems: Iterable[str], rounds: int, measure: Callable[[str], float]
) -> dict[str, float]:
    """Measure each system once in every round; give the median of each.

    Every other round goes backwards, so that none always follows the same.
    """
    rates: dict[str, list[float]] = {system: [] for system in systems}
    for number in range(rounds):
        for system in list(rates)[:: -1 if number % 2 else 1]:
            rates[system].append(measure(system))
    return {system: median(measured) for system, measured in rates.items()}


def rate(
    port: int,
    requests: Sequence[str],
    seconds: float,
    *,
    statuses: Sequence[int] = (200,),
    length: int | None = None,
) -> float:
    """Let clients in a process of their own ask; give the right answers in a second.

    Each request is one client's; with a length every answer has to have it. Raises WrongAnswer.
    """
    task = {
        "port": port,
        "seconds": seconds,
        "requests": list(requests),
        "status": list(statuses),
        "length": length,
    }
    counted = _counted(task)
    if counted["wrong"]:
        raise WrongAnswer(counted["wrong"])
    return float(counted["answers"] / counted["seconds"])


def _counted(task: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", str(LOAD)]
    ended = subprocess.run(  # noqa: S603 - a script of ours
        command, input=json.dumps(task), capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise WrongAnswer(ended.stderr.strip().rpartition("\n")[2])
    counted: dict[str, Any] = json.loads(ended.stdout)
    return counted
