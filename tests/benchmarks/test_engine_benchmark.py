"""The benchmark of the engine runs."""

import os
import re
import subprocess
import sys

from tests.databases import ROOT


def test_items_a_minute_and_the_engines_own_share_are_measured_with_one_and_four_workers():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--engine", "--items", "1"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    line = (
        "  n worker(s): n items/minute, n s an item; git n%, agents n%, validation n%,"
        " the engine's own n%"
    )
    said = re.sub(r" *\d+(\.\d+)?(?= items/)", " n", ended.stdout)
    said = re.sub(r"\d+(\.\d+)?", "n", said).splitlines()
    assert said == ["n items of n tasks and a validation, agents that do nothing", line, line]
