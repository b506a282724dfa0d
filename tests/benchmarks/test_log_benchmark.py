"""The benchmark of logs runs."""

import os
import re
import subprocess
import sys

import pytest

from tests.databases import ROOT


@pytest.fixture(scope="module")
def output():
    """What a short run says."""
    sizes = ["--logs", "--rounds", "1", "--lines", "3000", "--lines-of-run", "1500"]
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
        r"3,000 lines in \d+ s",
        r"of remote run +[\d.]+ ms, COPY +[\d.]+ ms, [\d.]+ of COPY's rate, at least 0.75 wanted",
        r"of attempt +[\d.]+ ms, COPY +[\d.]+ ms, [\d.]+ of COPY's rate, at least 0.75 wanted",
        r"Reading 100 lines of a run of 1,500, the newest",
        r"raw query +[\d.]+ ms",
        r"API's list +[\d.]+ ms, [\d.]+ times, at most 1.3 wanted",
        r"deep page +[\d.]+ ms, [\d.]+ times the newest, at most 1.2 wanted",
        r"admin's tail +[\d.]+ ms",
    ],
)
def test_everything_is_measured(output, measured):
    assert len(re.findall(measured, output)) == 1
