"""A program elsewhere executes over HTTP, and what it says stands beside what Mason does itself."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from execution.models import ExecutionProgress, RemoteExecutionRun
from tests.admin_pages import page_of, signed_in
from tests.factories import make_api_key, make_item, make_repository, make_viewer
from tests.processes import clean_environment

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = Path(__file__).with_name("remote_executor.py")


@pytest.fixture
def executed(live_server):
    """Two items, the program's run of both, and what the program printed in the end."""
    key, secret = make_api_key()
    repository = make_repository(user=key.user)
    good, bad = (
        make_item(repository=repository, status="approved", title=title, impact_score=impact)
        for title, impact in (("Good", 8), ("Bad", 4))
    )
    ended = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=clean_environment(
            MASON_URL=live_server.url, MASON_KEY=secret, MASON_REPOSITORY=str(repository.pk)
        ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    good.refresh_from_db()
    bad.refresh_from_db()
    run = RemoteExecutionRun.objects.get()
    return SimpleNamespace(good=good, bad=bad, run=run, said=json.loads(ended.stdout))


# One test, since an execution takes a second: each part looks at what it left.
def test_a_program_elsewhere_executes_from_claim_to_finish(executed):
    run, said = executed.run, executed.said

    assert said == {"run_id": str(run.pk), "late": 409, "newest": "Bad: no way, line 99"}
    assert_items_ended_as_it_said(executed.good, executed.bad)
    assert_the_run_counts_its_items(run, executed.good, executed.bad)
    assert_every_line_is_kept_once_in_order(run)
    assert_progress_went_to_its_end(executed.good)
    assert_people_see_it(run, executed.good)


def assert_items_ended_as_it_said(good, bad):
    assert (good.status, good.pr_url) == ("completed", "https://github.com/acme/shop/pull/7")
    assert (bad.status, bad.pr_url) == ("deferred", None)


def assert_the_run_counts_its_items(run, good, bad):
    assert (run.status, run.success_count, run.failure_count) == ("success", 1, 1)
    assert (run.item_ids, run.pr_number) == ([good.pk, bad.pk], 7)
    assert (run.files_changed, run.lines_added) == (1, 3)
    results = {result["item_id"]: result for result in run.item_results}
    assert results[str(good.pk)]["status"] == "success"
    assert results[str(bad.pk)]["error_message"] == "No such file."
    assert run.completed_at > run.started_at


def assert_every_line_is_kept_once_in_order(run):
    parts = ("Good: wave 1", "Good: inspection", "Bad: no way")
    assert list(run.logs.order_by("created_at", "id").values_list("message", flat=True)) == [
        f"{part}, line {number}" for part in parts for number in range(100)
    ]


def assert_progress_went_to_its_end(item):
    progress = ExecutionProgress.objects.get(item=item)
    assert (progress.current_phase, progress.current_wave, progress.tasks_completed) == (
        "complete",
        2,
        2,
    )
    assert (progress.validation_tests, progress.validation_eslint) == ("pass", None)
    assert progress.files_touched == ["shop/prices.py"]
    assert progress.completed_at is not None


def assert_people_see_it(run, item):
    browser = signed_in(make_viewer())
    item_page, run_page = browser.get(page_of(item)).text, browser.get(page_of(run)).text
    assert f'href="{page_of(run)}"' in item_page
    assert "2 of 2 done" in item_page
    assert "Bad: no way, line 99" in run_page
    assert "The newest 200 lines." in run_page
