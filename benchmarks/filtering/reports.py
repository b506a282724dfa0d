"""Reviewing a big SARIF report, beside orjson's bare parse of it; each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

_FILES: Final = 4_000
_RULES: Final = 60
_BARE: Final = "import pathlib, sys, orjson; orjson.loads(pathlib.Path(sys.argv[1]).read_bytes())"
_MEASURING: Final = """
import json, os, subprocess, sys
from resource import RUSAGE_CHILDREN, getrusage
subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr)
used = getrusage(RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True, slots=True)
class Report:
    """A report's size and findings, and for each reader processor seconds and peak of memory."""

    megabytes: float
    findings: int
    mason: "Used"
    orjson: "Used"


@dataclass(frozen=True, slots=True)
class Used:
    """Processor seconds, and the most memory at once in MB."""

    seconds: float
    megabytes: float


def measure_report(folder: Path, megabytes: int, database_url: str) -> Report:
    """Write a report of about this size into the folder, and let both read it."""
    checkout, report = folder / "checkout", folder / "report.sarif"
    for number in range(_FILES):
        file = checkout / _file(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    findings = write_report(report, megabytes * 10**6)
    told = [sys.executable, "manage.py", "review", str(checkout), "--sarif", str(report)]
    named = ["--repository", "bench/report", "--user", "bench"]
    return Report(
        megabytes=report.stat().st_size / 10**6,
        findings=findings,
        mason=_used([*told, *named], database_url),
        orjson=_used([sys.executable, "-c", _BARE, str(report)], database_url),
    )


def write_report(path: Path, size: int) -> int:
    """Write SARIF of about so many bytes; gives the number of results."""
    rules = [{"id": f"B{number:03}", "name": f"rule-{number}"} for number in range(_RULES)]
    driver = {"name": "analyser", "rules": rules}
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"version": "2.1.0", "runs": [{"tool": {"driver": ')
        file.write(f'{json.dumps(driver)}}}, "results": [')
        while file.tell() < size:
            for _ in range(1_000):
                file.write("," if number else "")
                file.write(json.dumps(_result(number)))
                number += 1
        file.write("]}]}")
    return number


def _result(number: int) -> dict[str, object]:
    text = f"Value number {number} is compared with a list that is made anew at each call. " * 3
    region = {"startLine": number % 900 + 1, "snippet": {"text": f"value_{number} in [1, 2, 3]"}}
    place = {"artifactLocation": {"uri": _file(number)}, "region": region}
    return {
        "ruleId": f"B{number % _RULES:03}",
        "level": "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _file(number: int) -> str:
    return f"shop/part_{number % 40}/module_{number % _FILES}.py"


def _used(command: Sequence[str], database_url: str) -> Used:
    ended = subprocess.run(  # noqa: S603 - own interpreter and commands
        [sys.executable, "-c", _MEASURING, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url},
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    seconds, kilobytes = json.loads(ended.stdout)
    return Used(seconds, kilobytes / 1_000)
