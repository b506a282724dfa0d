"""Candidates are judged as Mason judges them, and scored against their labels."""

import subprocess
import sys
from dataclasses import replace

import pytest

from backlog.choices import Area, ItemStatus, ItemType
from backlog.intake.suggestion import Suggestion
from benchmarks.judgement.judging import Hit, Judged, item_id, judged
from benchmarks.judgement.lines import BacklogLine, Candidate, Half, Label, LabelledPackage
from benchmarks.judgement.packages import Package
from benchmarks.judgement.run import print_wrong, run
from benchmarks.judgement.scores import ALL, PLAIN, Score, scores
from tests.databases import ROOT

PACKAGE = Package(
    "x", "1.0", {"src/pool.py": "1" * 40, "src/made.py": "2" * 40}, frozenset({"src/made.py"})
)
SUGGESTION = Suggestion(
    title="Close the pool after each request",
    problem="`Pool.get` leaves it open.",
    solution="Call `close()` in `Pool.get`.",
    area=Area.BACKEND,
    type=ItemType.BACKEND,
    complexity=1,
    impact_score=5,
    effort_score=1,
    benefits=(),
    fingerprints=("0a",),
    files=("src/pool.py",),
)
OTHER = replace(
    SUGGESTION,
    title="Warn of slow queries",
    problem="`Query.run` says nothing of its time.",
    solution="Log it in `Query.run`.",
    fingerprints=("0b",),
)


def item(status, suggestion=SUGGESTION, **values):
    return BacklogLine(id="x-b1", status=status, suggestion=suggestion, **values)


def candidate(suggestion=SUGGESTION, label=Label.GOOD, of=None):
    return Candidate(
        id="x-c1",
        half=Half.TUNING,
        source="agent",
        label=label,
        why="so",
        suggestion=suggestion,
        of=of,
    )


def judge_one(one, *backlog):
    """The one verdict over a package with this backlog."""
    (case,) = judged(LabelledPackage("x", backlog, (one,)), PACKAGE)
    return case


def codes(case):
    return [hit.code for hit in case.hits]


def test_what_nothing_speaks_against_passes():
    assert judge_one(candidate(), item(ItemStatus.NEW, OTHER)).hits == ()


@pytest.mark.parametrize("status", [ItemStatus.NEW, ItemStatus.APPROVED, ItemStatus.DEFERRED])
def test_the_fingerprint_of_an_open_item_joins_it(status):
    case = judge_one(candidate(), item(status))

    assert case.hits == (Hit("lineage", "same_fingerprint", item_id("x-b1")),)


@pytest.mark.parametrize(
    ("status", "days", "found"),
    [
        (ItemStatus.REJECTED, 900, ["already_decided"]),
        (ItemStatus.COMPLETED, 6, ["in_hand"]),
        (ItemStatus.COMPLETED, 8, []),
        (ItemStatus.IN_PROGRESS, 0, ["in_hand"]),
    ],
)
def test_the_fingerprint_of_a_decided_item_is_its_predecessors(status, days, found):
    assert codes(judge_one(candidate(), item(status, decided_days_ago=days))) == found


def test_a_rejected_item_whose_file_has_changed_no_longer_counts():
    assert judge_one(candidate(), item(ItemStatus.REJECTED, changed=True)).hits == ()


def test_titles_of_open_items_are_compared():
    reworded = replace(SUGGESTION, fingerprints=("0c",))

    case = judge_one(candidate(reworded, Label.DUPLICATE, "x-b1"), item(ItemStatus.NEW))

    assert codes(case) == ["duplicate_title", "similar_title", "same_problem"]
    assert case.names_right_item


def test_titles_of_decided_items_are_only_compared_by_the_plain_rule():
    reworded = replace(SUGGESTION, fingerprints=("0c",))

    case = judge_one(candidate(reworded), item(ItemStatus.REJECTED))

    assert (case.hits, case.plain) == ((), True)


def test_the_package_is_the_checkout():
    gone = replace(SUGGESTION, files=("src/gone.py",))

    assert codes(judge_one(candidate(gone))) == ["missing_file"]


def test_a_tree_tells_what_a_package_has_and_tracks():
    tree = PACKAGE.tree

    assert [tree.holds(path) for path in ("src/pool.py", "pool.py", "ool.py")] == [
        True,
        True,
        False,
    ]
    assert [tree.tracks(path) for path in ("src/pool.py", "src/made.py", "no.py")] == [
        True,
        False,
        False,
    ]
    assert tree.digests(["src/pool.py", "no.py"]) == {"src/pool.py": "1" * 40}


NOISE, FINE = candidate(label=Label.VAGUE), candidate()
VAGUE, POOR = Hit("tier3", "vague_solution"), Hit("tier3", "poor_return")


def test_precision_is_of_what_is_filtered_and_recall_of_what_should_be():
    cases = [
        Judged(NOISE, (VAGUE, POOR), plain=False),
        Judged(NOISE, (POOR,), plain=False),
        Judged(NOISE, (), plain=True),
        Judged(FINE, (VAGUE,), plain=False),
        Judged(FINE, (), plain=False),
    ]

    found = scores(cases)

    assert found[ALL] == found["tier3"] == Score(filtered=3, right=2, noise=3)
    assert found["  vague_solution"] == Score(filtered=2, right=1, noise=3)
    assert found["  poor_return"] == Score(filtered=2, right=2, noise=3)
    assert found[PLAIN] == Score(filtered=1, right=1, noise=3)
    assert (found[ALL].precision, found[ALL].recall) == (2 / 3, 2 / 3)


def test_there_is_no_precision_of_nothing():
    score = scores([])[ALL]

    assert (score.precision, score.recall) == (None, None)


def test_one_half_is_printed_alone():
    lines = []
    run([Half.TUNING], lines.append)

    assert [line for line in lines if "held_out" in line] == []
    assert lines[1].startswith("tuning ")


def test_wrong_verdicts_are_only_listed_of_the_tuning_half():
    lines = []
    print_wrong(lines.append)

    assert {Half.of(line.split()[0]) for line in lines} == {Half.TUNING}


def test_the_command_prints_both_halves():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--judgement"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.splitlines()[4].split() == [
        *("filtered", "by"),
        *("tuning", "right", "precision", "recall"),
        *("held_out", "right", "precision", "recall"),
    ]
