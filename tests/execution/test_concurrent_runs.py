"""Real connections at once: an item's progress is one run's."""

from functools import partial

import pytest
from django.db import DataError

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.services.carrying_out import release
from execution.choices import Phase
from execution.exceptions import NotInProgress, RunConflict
from execution.models import ExecutionProgress
from execution.services.claims import claim_for_run
from execution.services.progress import Report, report_progress
from tests.concurrency import at_once
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)

OPERATOR = Actor.operator()
RACES = 25


def attempt_report(item, run_id, **values):
    try:
        report_progress(item_id=item.pk, run_id=run_id, report=Report(**values), actor=OPERATOR)
    except (NotInProgress, RunConflict) as error:
        return type(error)
    return run_id


def claim_one(repository, run_id):
    claimed = claim_for_run(repository_id=repository.pk, run_id=run_id, actor=OPERATOR)
    return [item.pk for item in claimed]


def claimed_item(repository):
    item = make_item(repository=repository, status=ItemStatus.APPROVED)
    claim_one(repository, "run-1")
    return item


def test_of_two_runs_that_first_report_of_an_item_at_once_one_holds_it():
    repository = make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository, status=ItemStatus.IN_PROGRESS)

        results = at_once([partial(attempt_report, item, run) for run in ("run-1", "run-2")])

        holder = ExecutionProgress.objects.get(item=item).run_id
        assert sorted(results, key=str) == sorted([holder, RunConflict], key=str)


def test_reports_of_one_run_at_once_are_all_kept():
    repository = make_repository()
    reports = {"current_wave": 3, "tasks_completed": 5, "lines_changed": 80, "current_file": "a.py"}
    for _ in range(RACES):
        item = claimed_item(repository)

        at_once(
            [partial(attempt_report, item, "run-1", **{name: reports[name]}) for name in reports]
        )

        assert ExecutionProgress.objects.values(*reports).get(item=item) == reports


def test_a_claim_that_meets_a_release_takes_the_item_or_leaves_it():
    for _ in range(RACES):
        repository = make_repository()
        item = claimed_item(repository)

        _, claimed = at_once(
            [
                partial(release, item_id=item.pk, actor=OPERATOR),
                partial(claim_one, repository, "run-2"),
            ]
        )

        item.refresh_from_db()
        run = ExecutionProgress.objects.get(item=item).run_id
        expected = ("in_progress", "run-2") if claimed else ("approved", "run-1")
        assert (item.status, run) == expected


def test_a_report_that_meets_a_release_is_kept_or_refused():
    repository = make_repository()
    for _ in range(RACES):
        item = claimed_item(repository)

        _, told = at_once(
            [
                partial(release, item_id=item.pk, actor=OPERATOR),
                partial(attempt_report, item, "run-1", current_phase=Phase.BUILDING),
            ]
        )

        phase = ExecutionProgress.objects.get(item=item).current_phase
        assert (told, phase) in {("run-1", "building"), (NotInProgress, "site_review")}
        assert claim_one(repository, "run-9") == [item.pk]


def test_a_claim_whose_progress_cannot_begin_takes_nothing():
    repository = make_repository()
    item = make_item(repository=repository, status=ItemStatus.APPROVED)

    with pytest.raises(DataError, match="NUL"):
        claim_for_run(repository_id=repository.pk, run_id="run-\x00", actor=OPERATOR)

    item.refresh_from_db()
    assert item.status == "approved"
