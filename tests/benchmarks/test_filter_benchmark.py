"""The benchmark of the filter's speed runs."""

import os
import re
import subprocess
import sys

import pytest

from tests.databases import ROOT


@pytest.fixture(scope="module")
def output():
    """What a short run says."""
    sizes = ["--filter", "--rounds", "1", "--megabytes", "1", "--decided", "300"]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", *sizes],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    "measured",
    [
        r"Mason +[\d.]+ ms",
        r"extractOne over +200 titles +[\d.]+ ms",
        r"extractOne over 2,200 titles +[\d.]+ ms",
        r" 200 decided: .* ms, COPY .* of COPY\'s rate",
        r" 2,000 decided: .* ms, COPY .* of COPY\'s rate",
        r" 300 decided: .* ms, COPY .* of COPY\'s rate",
        r"growth from 200 to 300: [\d.]+",
        r"manage.py review .* findings/s, .* MB at most",
        r"orjson.loads .* findings/s, .* MB at most",
    ],
)
def test_everything_is_measured(output, measured):
    assert len(re.findall(measured, output)) == 1


def test_every_finding_of_the_report_is_read(output):
    (findings,) = re.findall(r"report of 1 MB, ([\d,]+) findings", output)
    assert int(findings.replace(",", "")) >= 1_000
