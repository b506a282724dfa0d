"""The benchmark of the API runs, and its reference answers what Mason answers."""

import os
import subprocess
import sys

import pytest

from benchmarks.api.cases import reading_cases, writing_cases
from benchmarks.api.rounds import Pace
from tests.databases import ROOT, connect

ITEMS = 2_000


@pytest.fixture(scope="module")
def output():
    """What a short run over a small backlog says."""
    arguments = [
        "--api",
        "--big",
        f"{ITEMS}",
        "--keys",
        "320",
        "--rounds",
        "1",
        "--seconds",
        "0.03",
    ]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks", *arguments],
            cwd=ROOT,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        with connect("postgres") as server:
            server.execute(f"DROP DATABASE IF EXISTS mason_bench_{ITEMS} WITH (FORCE)")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def measured(output):
    """The lines with numbers, by what was measured and by how many clients."""
    lines = [(line[:30].strip(), line[30:38].strip(), line) for line in output.splitlines()]
    return {(name, int(clients)): line for name, clients, line in lines if clients.isdigit()}


def test_everything_is_measured(output):
    cases = [*reading_cases(), *writing_cases(Pace(1, 0.03))]
    over_http = {(case.name, clients) for case in cases for clients in case.least}
    claims = {
        (f"claim in SQL, of {reference}", clients)
        for reference in ("one", "status alone")
        for clients in (1, 16, 64)
    }

    assert set(measured(output)) == over_http | claims | {("one key", 16), ("authentication", 1)}


def test_the_reference_answers_the_same_bytes(output):
    assert "bytes differ" not in output


def test_no_item_is_claimed_twice_or_never(output):
    assert [line for line in measured(output).values() if "doubles" in line or "lost" in line] == []
