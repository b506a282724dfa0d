"""The work of agents over MCP: reviewing, carrying out, and reporting."""

from uuid import uuid4

import pytest

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision, ItemStatus
from backlog.services.deciding import decide
from tests.factories import make_api_key, make_curator, make_item, make_repository
from tests.mcp_clients import over_http, problem_of

pytestmark = pytest.mark.django_db(transaction=True)

PULL_REQUEST = "https://github.com/octocat/hello-world/pull/7"
SUGGESTION = {
    "title": "Close the file after a failed import",
    "problem": "import_rows() in importer.py leaves the file open when a row is malformed.",
    "solution": "Open the file in importer.py in a with statement.",
    "area": "backend",
    "type": "backend",
    "complexity": 2,
    "impact_score": 8,
    "effort_score": 2,
    "files": ["importer.py:12"],
}


@pytest.fixture
def key():
    return make_api_key()


@pytest.fixture
def agent(live_address, key):
    """Calls a tool and gives what it answers; a refusal is a failure."""
    speaker = over_http(f"{live_address}/mcp", key[1])

    def call(tool, **arguments):
        result = speaker.call(tool, **arguments)
        assert not result.is_error, result.content[0].text
        return result.structured_content

    return call


@pytest.fixture
def refused(live_address, key):
    """Calls a tool and gives the problem."""
    speaker = over_http(f"{live_address}/mcp", key[1])
    return lambda tool, **arguments: problem_of(speaker.call(tool, **arguments))


@pytest.fixture
def repository(key):
    return make_repository(user=key[0].user)


@pytest.fixture
def approved(repository):
    return make_item(
        repository=repository, status=ItemStatus.APPROVED, prd_content="# PRD: Close the file\n"
    )


def test_from_a_repository_to_a_pull_request(agent):
    repository = agent("connect_repository", remote="git@github.com:octocat/hello-world.git")
    review = agent("start_review", repository_id=repository["id"], mode="quick")
    submitted = agent("submit_suggestions", analysis_run_id=review["id"], suggestions=[SUGGESTION])
    (fate,) = submitted["results"]
    assert (submitted["added"], fate["outcome"]) == (1, "added")
    assert agent("finish_review", analysis_run_id=review["id"])["status"] == "completed"
    decide(
        item_id=fate["item_id"],
        seen=ItemStatus.NEW,
        decision=Decision.APPROVE,
        actor=Actor.curator(make_curator(), Channel.ADMIN),
    )
    claim = agent("claim_next_item", repository_id=repository["id"])
    work = {"item_id": claim["item"]["id"], "run_id": claim["run_id"]}
    assert work["item_id"] == fate["item_id"]
    progress = agent("report_progress", **work, current_phase="building", current_wave=2)
    assert (progress["current_phase"], progress["current_wave"]) == ("building", 2)
    done = agent("complete_item", **work, pr_url=PULL_REQUEST)
    assert (done["status"], done["pr_url"]) == ("completed", PULL_REQUEST)


def test_a_repository_is_found_by_any_form_of_its_remote(agent):
    connected = agent("connect_repository", remote="octocat/hello-world")
    again = agent("connect_repository", remote="https://github.com/Octocat/Hello-World")
    found = agent("find_repository", remote="git@github.com:OCTOCAT/hello-world.git")
    assert again["id"] == connected["id"] == found["repository"]["id"]
    assert agent("find_repository", remote="octocat/other") == {"repository": None}


def test_repositories_are_listed_in_pages(agent, key):
    ids = sorted(str(make_repository(user=key[0].user).pk) for _ in range(3))
    make_repository()
    first = agent("list_repositories", limit=2)
    second = agent("list_repositories", limit=2, cursor=first["next_cursor"])
    assert sorted(one["id"] for one in first["repositories"] + second["repositories"]) == ids
    assert second["next_cursor"] is None


def test_a_bad_suggestion_is_named_and_nothing_is_taken(agent, refused, repository):
    review = agent("start_review", repository_id=str(repository.pk))
    bad = SUGGESTION | {"impact_score": 11}
    problem = refused(
        "submit_suggestions", analysis_run_id=review["id"], suggestions=[SUGGESTION, bad]
    )
    (error,) = problem["errors"]
    assert (error["index"], error["field"]) == (1, "suggestions.1.impact_score")
    assert agent("search_backlog", repository_id=str(repository.pk))["items"] == []


def test_a_review_that_cannot_go_on_is_failed(agent, repository):
    review = agent("start_review", repository_id=str(repository.pk))
    failed = agent("fail_review", analysis_run_id=review["id"], error_message="No checkout.")
    assert (failed["status"], failed["error_message"]) == ("failed", "No checkout.")


def test_a_claim_gives_the_requirements_and_a_run(agent, approved):
    claim = agent("claim_next_item", repository_id=str(approved.repository_id), run_id="night-7")
    assert claim["run_id"] == "night-7"
    assert (claim["item"]["id"], claim["item"]["status"]) == (str(approved.pk), "in_progress")
    assert claim["item"]["prd_content"] == "# PRD: Close the file\n"


def test_a_claim_where_nothing_is_approved_gives_no_item(agent, repository):
    assert agent("claim_next_item", repository_id=str(repository.pk))["item"] is None


def test_a_claim_called_again_with_its_key_takes_one_item(agent, approved):
    make_item(repository=approved.repository, status=ItemStatus.APPROVED)
    asked = {"repository_id": str(approved.repository_id), "idempotency_key": "try-1"}
    first, again = (agent("claim_next_item", **asked) for _ in range(2))
    assert first == again


def test_another_run_is_told_to_stop(agent, refused, approved):
    agent("claim_next_item", repository_id=str(approved.repository_id))
    problem = refused("report_progress", item_id=str(approved.pk), run_id="another")
    assert (problem["status"], problem["code"]) == (409, "run_conflict")


def test_a_released_item_is_approved_again(agent, approved):
    claim = agent("claim_next_item", repository_id=str(approved.repository_id))
    work = {"item_id": str(approved.pk), "run_id": claim["run_id"]}
    assert agent("release_item", **work, reason="Out of time.")["status"] == "approved"


def test_every_column_of_the_progress_can_be_reported(agent, approved):
    claim = agent("claim_next_item", repository_id=str(approved.repository_id))
    told = {
        "current_phase": "inspection",
        "current_wave": 3,
        "total_waves": 3,
        "wave_status": "completed",
        "current_task": "3.1",
        "tasks_completed": 5,
        "tasks_total": 6,
        "current_file": "importer.py",
        "files_touched": ["importer.py"],
        "lines_changed": 12,
        "validation_typescript": "pending",
        "validation_eslint": "running",
        "validation_build": "pass",
        "validation_tests": "fail",
        "inspector_findings": ["A test fails."],
        "fix_iteration": 1,
    }
    answer = agent("report_progress", item_id=str(approved.pk), run_id=claim["run_id"], **told)
    assert {name: answer[name] for name in told} == told


def test_a_remote_run_is_made_once_told_logged_and_finished(agent, approved):
    asked = {
        "repository_id": str(approved.repository_id),
        "branch_name": "mason/night",
        "item_ids": [str(approved.pk)],
        "idempotency_key": "night-7",
    }
    run, again = (agent("create_remote_run", **asked) for _ in range(2))
    assert run["id"] == again["id"]
    told = agent("report_remote_run", execution_run_id=run["id"], files_changed=2, lines_added=9)
    assert (told["files_changed"], told["lines_added"]) == (2, 9)
    lines = [{"message": "begun"}, {"message": "slow", "log_level": "warn", "metadata": {"s": 9}}]
    assert agent("append_logs", execution_run_id=run["id"], entries=lines) == {"created": 2}
    done = agent(
        "finish_remote_run",
        execution_run_id=run["id"],
        status="success",
        pr_url=PULL_REQUEST,
        pr_number=7,
        item_results=[{"item_id": str(approved.pk), "status": "success"}],
    )
    assert (done["status"], done["pr_number"], done["success_count"]) == ("success", 7, 1)


def test_a_run_that_is_not_there_is_a_problem(refused):
    problem = refused("append_logs", execution_run_id=str(uuid4()), entries=[{"message": "x"}])
    assert problem["status"] == 404
