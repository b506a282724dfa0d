import uuid

import pytest

from execution.models import ExecutionProgress
from tests.api_clients import agent_of
from tests.factories import make_item, make_progress, make_repository

pytestmark = pytest.mark.django_db

PROGRESS = "/api/v1/execution-progress"
EVERYTHING = {
    "current_phase": "building",
    "current_wave": 2,
    "total_waves": 3,
    "wave_status": "in_progress",
    "current_task": "Write the\nsecond test",
    "tasks_completed": 4,
    "tasks_total": 9,
    "current_file": "shop/prices.py",
    "files_touched": ["shop/prices.py", 'odd "{name}", \\ ü.py'],
    "lines_changed": 120,
    "validation_typescript": "pending",
    "validation_eslint": "running",
    "validation_build": "pass",
    "validation_tests": "fail",
    "inspector_findings": ["A test is missing."],
    "fix_iteration": 1,
}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@pytest.fixture
def item(repository):
    item = make_item(repository=repository, status="in_progress")
    make_progress(item=item, run_id="run-1")
    return item


def report(agent, item, **body):
    return agent.post(PROGRESS, {"item_id": str(item.pk), "run_id": "run-1", **body})


def test_a_report_answers_with_the_progress_as_it_is_stored(agent, item):
    response = report(agent, item, **EVERYTHING)

    stored = agent.get(f"{PROGRESS}/{item.pk}")
    assert (response.status_code, response.json()) == (200, stored.json())
    assert response.headers["ETag"] == stored.headers["ETag"]
    assert {name: stored.json()[name] for name in EVERYTHING} == EVERYTHING


def test_what_a_report_leaves_out_or_says_null_about_stays(agent, item):
    report(agent, item, **EVERYTHING)
    response = report(agent, item, current_wave=3, **dict.fromkeys(["tasks_total", "current_file"]))
    expected = {**EVERYTHING, "current_wave": 3}
    assert {name: response.json()[name] for name in EVERYTHING} == expected


def test_lists_and_texts_can_be_emptied(agent, item):
    report(agent, item, **EVERYTHING)
    response = report(agent, item, files_touched=[], inspector_findings=[], current_task="")
    emptied = [response.json()[n] for n in ("files_touched", "inspector_findings", "current_task")]
    assert emptied == [[], [], ""]


def test_a_report_without_news_is_a_sign_of_life(agent, item):
    before = ExecutionProgress.objects.get().updated_at
    assert report(agent, item).status_code == 200
    assert ExecutionProgress.objects.get().updated_at > before


@pytest.mark.parametrize("run", [{"run_id": "run-2"}, {"run_id": None}])
def test_a_report_of_another_run_is_refused(agent, item, run):
    response = report(agent, item, current_wave=2, **run)
    assert (response.status_code, response.json()["code"]) == (409, "run_conflict")
    assert ExecutionProgress.objects.get().current_wave == 1


def test_a_report_about_an_item_that_nobody_carries_out_is_refused(agent, repository):
    item = make_item(repository=repository, status="approved")
    response = report(agent, item)
    assert (response.status_code, response.json()["code"]) == (409, "not_in_progress")
    assert response.json()["current_status"] == "approved"


def test_a_strangers_item_looks_like_an_absent_one(agent):
    stranger, absent = make_item(status="in_progress").pk, uuid.uuid4()
    theirs, nobodys = (
        agent.post(PROGRESS, {"item_id": str(item_id), "run_id": "run-1"})
        for item_id in (stranger, absent)
    )
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger), str(absent)) == nobodys.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {"current_phase": "done"},
        {"current_phase": ["building"]},
        {"current_wave": -1},
        {"tasks_total": 2**31},
        {"lines_changed": 1.5},
        {"lines_changed": "3"},
        {"fix_iteration": True},
        {"validation_tests": "passed"},
        {"files_touched": "a.py"},
        {"current_task": "\0"},
        {"current_file": 7},
        {"item_id": "x"},
        {"run_id": "r" * 201},
    ],
)
def test_a_value_that_cannot_be_is_refused(agent, item, body):
    response = report(agent, item, **body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == list(body)


def test_a_list_says_which_of_its_values_is_wrong(agent, item):
    response = report(agent, item, files_touched=["a.py", None, "b\0"])
    assert response.status_code == 400
    assert [(one["field"], one["index"]) for one in response.json()["errors"]] == [
        ("files_touched.1", 1),
        ("files_touched.2", 2),
    ]


@pytest.mark.parametrize("name", ["max_iterations", "started_at", "colour"])
def test_a_member_that_nobody_may_write_is_refused(agent, item, name):
    response = report(agent, item, **{name: 1})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [name]


def test_a_report_is_written_only_in_the_version_that_is_named(agent, item):
    tag = agent.get(f"{PROGRESS}/{item.pk}").headers["ETag"]
    body = {"item_id": str(item.pk), "run_id": "run-1", "current_wave": 2}
    right = agent.post(PROGRESS, body, headers={"if-match": tag})
    stale = agent.post(PROGRESS, {**body, "current_wave": 3}, headers={"if-match": tag})
    assert (right.status_code, stale.status_code) == (200, 412)
    assert ExecutionProgress.objects.get().current_wave == 2
