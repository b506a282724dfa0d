"""The built-in reviewer: ruff over the Python of a checkout, read through its SARIF report."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import ReviewerFailed
from backlog.intake.progress import Progress
from backlog.intake.reading import HolderOf, Reading
from backlog.intake.sarif import SarifFile
from backlog.intake.wording import cleaned, one_line, shortened

RULES: Final = (
    "A001", "ASYNC", "B", "BLE", "C4", "C90", "DJ", "DTZ", "E711", "E712", "E713", "E714", "E721",
    "E722", "E9", "ERA", "F", "FURB", "G", "INT", "LOG", "NPY", "PD", "PERF", "PGH", "PIE", "PL",
    "PTH", "RET", "RUF", "S", "SIM", "T10", "TRY", "UP", "W605", "YTT",
)  # fmt: skip
"""Ruff's rules and families about correctness, security, speed and simplicity; none of taste."""

RULES_OFF: Final = (
    "C408", "DJ012", "PD002", "PD901", "PERF203", "PIE790", "PLC0415", "PLR2004", "RET504",
    "RUF001", "RUF002", "RUF003", "RUF005", "RUF012", "RUF022", "RUF023", "RUF067", "RUF100",
    "S404", "S603", "S607", "SIM105", "SIM108", "TRY003", "TRY300", "TRY301",
)  # fmt: skip
"""Rules of those families that are matters of taste or seldom right."""

RULES_OFF_IN: Final = {
    "**/migrations/**": ("RUF", "ERA"),
    "**/test_*.py": ("PLR", "S"),
    "**/tests.py": ("PLR", "S"),
    "**/tests/**": ("PLR", "S"),
    "**/conftest.py": ("PLR", "S"),
}
"""Families that say nothing useful about files of these patterns."""

TIMEOUT_SECONDS: Final = 600
LONGEST_REASON: Final = 1_000
NO_PYTHON: Final = "There are no Python files here, so the built-in reviewer has nothing to read."
_NO_FILES_WARNING: Final = "No Python files found"


class Analysis:
    """Runs ruff over the folder under review, without writing into it."""

    def __init__(self, checkout: Checkout, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._checkout = checkout
        self._timeout = timeout

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Run the reviewer and group its findings; raises ReviewerFailed."""
        progress.say("Running ruff…")
        with tempfile.TemporaryDirectory(prefix="mason-review-") as folder:
            report = Path(folder) / "ruff.sarif"
            warnings = self._run(report)
            reading = SarifFile(report, checkout=self._checkout).read(
                holder_of=holder_of, progress=progress
            )
        if _NO_FILES_WARNING in warnings:
            reading.skipped.clear()
            reading.remarks.append(NO_PYTHON)
        return reading

    def _run(self, report: Path) -> str:
        """Write ruff's report; gives its warnings."""
        try:
            finished = subprocess.run(  # noqa: S603 - own interpreter, no shell
                [*_command(report), str(self._checkout.path)],
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="replace",
                cwd=self._checkout.path,  # patterns of files are relative to it
                timeout=self._timeout,
            )
        except subprocess.TimeoutExpired as error:
            raise ReviewerFailed(
                f"ruff didn't finish in {self._timeout:g} s: review a smaller folder."
            ) from error
        if finished.returncode != 0:
            reason = shortened(one_line(cleaned(finished.stderr)), LONGEST_REASON)
            raise ReviewerFailed(f"ruff failed with exit code {finished.returncode}: {reason}")
        return finished.stderr


def _command(report: Path) -> list[str]:
    """Ruff by itself: no settings, cache or module (hence -I) of the checkout takes part."""
    off_by_file = ",".join(
        f"{pattern}:{rule}" for pattern, rules in RULES_OFF_IN.items() for rule in rules
    )
    return [
        *(sys.executable, "-I", "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero"),
        *("--select", ",".join(RULES), "--ignore", ",".join(RULES_OFF)),
        *("--per-file-ignores", off_by_file),
        *("--output-format", "sarif", "--output-file", str(report)),
    ]
