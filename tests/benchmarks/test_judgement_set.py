"""The labelled set is well-formed, so that what is measured on it means something."""

import re
from collections import Counter, defaultdict

import pytest

from backlog.choices import ItemStatus
from benchmarks.judgement.lines import Half, Label
from benchmarks.judgement.packages import read_packages
from benchmarks.judgement.reading import SOURCES, read_set

LEAST_CANDIDATES = 300


@pytest.fixture(scope="module")
def labelled():
    return read_set()


@pytest.fixture(scope="module")
def packages():
    return read_packages()


@pytest.fixture(scope="module")
def candidates(labelled):
    return [candidate for each in labelled for candidate in each.candidates]


def test_there_are_enough_candidates(candidates):
    assert len(candidates) >= LEAST_CANDIDATES


def test_each_package_has_a_list_of_its_files(labelled, packages):
    assert [each.name for each in labelled] == sorted(packages)


def test_each_half_has_every_label(candidates):
    counts = Counter((candidate.half, candidate.label) for candidate in candidates)

    few = [(half, label) for half in Half for label in Label if counts[half, label] < 5]

    assert few == []


def test_analysers_and_agents_are_all_there(candidates):
    assert {candidate.source for candidate in candidates} == set(SOURCES)


def test_each_backlog_has_items_of_every_status(labelled):
    statuses = {each.name: {line.status for line in each.backlog} for each in labelled}

    assert statuses == {each.name: set(ItemStatus) for each in labelled}


def test_ids_are_unique_over_all_packages(labelled):
    lines = [line for each in labelled for line in (*each.backlog, *each.candidates)]

    assert [line_id for line_id, n in Counter(line.id for line in lines).items() if n > 1] == []


def test_no_two_candidates_of_a_package_say_the_same(labelled):
    same = defaultdict(list)
    for each in labelled:
        for candidate in each.candidates:
            suggestion = candidate.suggestion
            same[each.name, suggestion.title, suggestion.files].append(candidate.id)

    assert [ids for ids in same.values() if len(ids) > 1] == []


def test_a_good_candidate_names_files_that_exist(labelled, packages):
    missing = [
        (candidate.id, path)
        for each in labelled
        for candidate in each.candidates
        for path in candidate.suggestion.files
        if not candidate.is_noise and path not in packages[each.name].files
    ]

    assert missing == []


def test_what_is_dismissed_was_rejected_and_what_is_a_duplicate_was_not(labelled):
    wrong = []
    for each in labelled:
        statuses = {line.id: line.status for line in each.backlog}
        for candidate in each.candidates:
            if candidate.of is None:
                continue
            rejected = statuses[candidate.of] is ItemStatus.REJECTED
            if rejected is not (candidate.label is Label.DISMISSED):
                wrong.append(candidate.id)

    assert wrong == []


def test_a_decision_that_is_repeated_as_done_is_at_most_a_week_old(labelled):
    old = [
        candidate.id
        for each in labelled
        for candidate in each.candidates
        for line in each.backlog
        if line.id == candidate.of
        and line.status is ItemStatus.COMPLETED
        and line.decided_days_ago >= 7
    ]

    assert old == []


def test_hashes_of_files_are_gits(packages):
    digests = {value for package in packages.values() for value in package.files.values()}

    assert [value for value in digests if not re.fullmatch("[0-9a-f]{40}", value)] == []
