"""docs/filtering.md says what is so."""

import re
import shlex
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from backlog.judging.calibration import PRIOR_CASES
from backlog.judging.duplicates import ELSEWHERE
from backlog.judging.judge import RULES
from backlog.judging.policy import TIER_FLOORS
from backlog.models import FilterPolicy
from benchmarks.judgement.judging import judged
from benchmarks.judgement.lines import Half
from benchmarks.judgement.packages import read_packages
from benchmarks.judgement.reading import read_set
from benchmarks.judgement.scores import scores
from tests.factories import make_repository

DOCUMENT = (settings.BASE_DIR / "docs" / "filtering.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in DOCUMENT.splitlines()
    if line.startswith("| ")
]


def test_floors_are_as_documented():
    stated = {
        row[0].partition(",")[0]: Decimal(row[1]) for row in ROWS if re.match(r"tier\d,", row[0])
    }
    assert stated == {tier.value: floor for tier, floor in TIER_FLOORS.items()}


def test_every_rule_is_documented_with_its_confidence():
    stated = {
        code: Decimal(row[1])
        for row in ROWS
        if len(row) == 3 and row[0].startswith("`")
        for code in re.findall(r"`(\w+)`", row[0])
    }
    assert stated == {rule.code: rule.confidence for rule in RULES}


def test_other_numbers_are_as_documented():
    words = " ".join(DOCUMENT.split())
    assert f"only {ELSEWHERE} sure where two titles share words" in words
    assert f"weighs as much as {PRIOR_CASES} cases" in words


@pytest.fixture(scope="module")
def measured():
    """Scores by half and name, as texts of two digits."""
    packages = read_packages()
    cases = [case for each in read_set() for case in judged(each, packages[each.name])]
    return len(cases), {
        half: scores(case for case in cases if case.candidate.half is half) for half in Half
    }


def share(number):
    return "-" if number is None else f"{number:.2f}"


def test_precision_and_recall_are_as_documented(measured):
    number, by_half = measured
    tuning, held_out = by_half[Half.TUNING], by_half[Half.HELD_OUT]
    found = [
        [
            f"`{name.strip()}`" if name.startswith(" ") else name,
            *(share(n) for n in (tuning[name].precision, tuning[name].recall)),
            *(share(n) for n in (held_out[name].precision, held_out[name].recall)),
        ]
        for name in tuning
    ]
    documented = [row for row in ROWS if len(row) == 5 and row[0] != "filtered by"]
    assert documented == found
    assert f"judges {number} labelled suggestions" in " ".join(DOCUMENT.split())


@pytest.mark.django_db
@pytest.mark.parametrize("line", re.findall(r"^manage\.py (replay .*)$", DOCUMENT, re.MULTILINE))
def test_examples_of_replaying_work(line):
    repository = make_repository(github_full_name="acme/shop")
    output = StringIO()

    call_command(*shlex.split(line), stdout=output, no_color=True)

    assert output.getvalue().startswith("0 verdicts replayed")
    assert FilterPolicy.objects.filter(repository=repository).count() == ("--save" in line)
