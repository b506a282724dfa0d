"""Reads any analyser's SARIF 2.1.0 report, of any size, in bounded memory."""

from itertools import islice
from pathlib import Path

from backlog.intake.checkout import Checkout
from backlog.intake.code_lines import CodeLines
from backlog.intake.grouping import Grouping
from backlog.intake.progress import Progress
from backlog.intake.reading import HolderOf, Reading, SkipReason
from backlog.intake.sarif_outline import RESULT_PREFIX, outline_of
from backlog.intake.sarif_results import ResultReader
from backlog.intake.sarif_stream import SarifStream
from backlog.intake.writing import suggestion_of


class SarifFile:
    """A SARIF file about `checkout`.

    It is read twice, since rules may follow the results that name them: once for the runs' outlines
    and once for the results, of which only the groups they fall into are kept.
    """

    def __init__(self, path: Path, *, checkout: Checkout) -> None:
        self._path = path
        self._checkout = checkout

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Group the file's findings into suggestions; raises NotSarif, UnreadableFile."""
        stream = SarifStream(self._path, progress)
        outline = outline_of(self._path, stream.events(f"Checking {self._path.name}"))
        results = stream.items(RESULT_PREFIX, f"Reading {self._path.name}")
        grouping = Grouping(holder_of)
        skipped = outline.skipped
        code = CodeLines(self._checkout.root)
        for run in outline.runs:
            reader = ResultReader(run, self._checkout, code)
            for result in islice(results, run.results):
                finding = reader.finding(result)
                if isinstance(finding, SkipReason):
                    skipped[finding] += 1
                else:
                    grouping.add(finding)
        progress.clear()
        suggestions = [suggestion_of(group) for group in grouping.groups()]
        return Reading(suggestions, grouping.findings, +skipped)
