"""Memory depends on how many groups and files there are, not on how many results."""

import tracemalloc
from pathlib import Path

from backlog.intake.checkout import Checkout
from backlog.intake.progress import Progress
from backlog.intake.sarif import SarifFile

RESULT = (
    '{"ruleId": "R%d", "message": {"text": "Wrong in line %d."}, "locations": [{"physicalLocation":'
    ' {"artifactLocation": {"uri": "src/%d.py"}, "region": {"startLine": %d}}}]}'
)
FEW, MANY = 500, 10_000


def peak(file: Path, number: int) -> int:
    """Bytes that Python holds at most while it reads a report of `number` results."""
    results = ",".join(
        RESULT % (index % 7, index, index % 20, index + 1) for index in range(number)
    )
    file.write_text(
        f'{{"version": "2.1.0", "runs": [{{"results": [{results}]}}]}}', encoding="utf-8"
    )
    source = SarifFile(file, checkout=Checkout(path=file.parent, root=file.parent))
    tracemalloc.start()
    try:
        reading = source.read(holder_of=lambda _: None, progress=Progress())
        assert (reading.findings, len(reading.suggestions)) == (number, 7)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_twenty_times_the_results_take_hardly_more_memory(tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    peak(file, 10)

    assert peak(file, MANY) < 2 * peak(file, FEW)
