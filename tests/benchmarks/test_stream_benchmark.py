"""The benchmark of the streams runs, and nothing is lost on the way."""

import os
import re
import subprocess
import sys

import pytest

from tests.databases import ROOT

STREAM = r"arrived, [\d,]+ replaced by later ones, (.*); clients' processor \d+%"


@pytest.fixture(scope="module")
def output():
    """What a short run says."""
    sizes = ["--stream", "--rounds", "1", "--seconds", "0.5", "--clients", "5"]
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
    ("measured", "times"),
    [
        (r"as Mason has them +[\d,]+ reports/s, [\d.]+ of those without, at least 0.25 wanted", 1),
        (r"payload made, not notified +[\d,]+ reports/s, [\d.]+ of those without", 1),
        (r"without the notifying trigger +[\d,]+ reports/s, 1.00 of those without", 1),
        (r"-?\d+ us of \d+ us a report: -?\d+ us make the payload, -?\d+ us notify it", 1),
        (r"From COMMIT to [15] client\(s\), 50 reports a second", 2),
        (r"mason +p50 +[\d.]+ ms, p99 +[\d.]+ ms", 2),
        (r"bare +p50 +[\d.]+ ms, p99 +[\d.]+ ms", 2),
        (r"p50 [\d.]+ times the bare one's, at most 1.2 wanted", 1),
        (r"p99 [\d.]+ times the bare one's, at most 1.5 wanted", 2),
    ],
)
def test_everything_is_measured(output, measured, times):
    assert len(re.findall(measured, output)) == times


def test_every_client_has_the_last_of_each_row(output):
    assert re.findall(STREAM, output) == ["nothing lost"] * 4


def test_every_report_arrives_or_is_replaced_by_a_later_one(output):
    counts = re.findall(r"([\d,]+) arrived, ([\d,]+) replaced", output)
    assert [int(arrived) + int(replaced) for arrived, replaced in counts] == [25, 25, 310, 310]
