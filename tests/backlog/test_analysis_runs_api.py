import json
import uuid
from pathlib import Path

import pytest

from backlog.api import run_bodies
from backlog.choices import Decision
from backlog.models import AnalysisRun, BacklogItem, FilteredItem
from tests.api_clients import agent_of, post_json
from tests.concurrency import at_once
from tests.factories import make_analysis_run, make_repository
from tests.reviews import decide_about

pytestmark = pytest.mark.django_db

LIST = "/api/v1/analysis-runs"
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "suggestions.schema.json"
SUGGESTION = {
    "title": "Retry the upload",
    "problem": "A lost connection loses the file.",
    "solution": "Retry three times in `upload.py`.",
    "area": "backend",
    "type": "backend",
    "complexity": 2,
    "impact_score": 8,
    "effort_score": 2,
}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@pytest.fixture
def run(repository):
    return make_analysis_run(repository=repository)


def stated(title="Retry the upload", **values):
    return {**SUGGESTION, "title": title, **values}


def submit(agent, run, *suggestions, **headers):
    body = {"suggestions": list(suggestions)}
    return post_json(agent, f"{LIST}/{run.pk}/suggestions", body, **headers)


def refusals(response):
    assert response.status_code == 400, response.content
    return {one.get("field"): one["detail"] for one in response.json()["errors"]}


def test_a_review_from_its_begin_to_its_end(agent, repository):
    begun = agent.post(
        LIST, {"repository_id": str(repository.pk), "mode": "quick", "commit_sha": "a1b2c3d"}
    )
    run = AnalysisRun.objects.get()
    told = submit(agent, run, stated(files=["src/upload.py:12"]), stated("Close the file"))
    ended = agent.post(f"{LIST}/{run.pk}/finish")

    assert (begun.status_code, begun.json()["status"]) == (201, "in_progress")
    assert begun.headers["Location"] == f"http://testserver{LIST}/{run.pk}"
    assert run.reviewed_commit.commit_sha == "a1b2c3d"
    items = {item.title: item for item in BacklogItem.objects.all()}
    assert [result["item_id"] for result in told.json()["results"]] == [
        str(items["Retry the upload"].pk),
        str(items["Close the file"].pk),
    ]
    assert items["Retry the upload"].problem.endswith("Where:\n\n- src/upload.py:12")
    assert (ended.status_code, ended.json()["status"], ended.json()["items_found"]) == (
        200,
        "completed",
        2,
    )
    assert ended.json() == agent.get(f"{LIST}/{run.pk}").json()


def test_what_became_of_a_suggestion_is_told(agent, run):
    submit(agent, run, stated())
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)

    response = submit(agent, run, stated(), stated("Close the file"))

    filtered = FilteredItem.objects.get()
    assert response.status_code == 200
    assert response.json() == {
        "results": [
            {
                "outcome": "filtered",
                "item_id": None,
                "filtered_item_id": str(filtered.pk),
                "filter_reason": (
                    "already_decided: The same suggestion was rejected, and its code is unchanged."
                ),
                "filter_confidence": "0.95",
                "evidence": (
                    f"Rejected item {item.pk}: Retry the upload (rejected because: Not now)"
                ),
            },
            {
                "outcome": "added",
                "item_id": str(BacklogItem.objects.get(title="Close the file").pk),
                "filtered_item_id": None,
                "filter_reason": None,
                "filter_confidence": None,
                "evidence": None,
            },
        ],
        "added": 1,
        "repeated": 0,
        "reopened": 0,
        "filtered": 1,
        "held_back": 0,
        "outside_area": 0,
    }


def test_an_item_holds_all_that_was_said(agent, run):
    benefit = {"category": "reliability", "icon": "shield", "title": "Safer", "description": "Ok."}

    submit(agent, run, stated("  Retry   the upload", benefits=[benefit]))

    item = BacklogItem.objects.get()
    assert (item.title, item.benefits, item.analysis_run) == ("Retry the upload", [benefit], run)
    assert (item.area, item.type, item.complexity, item.priority_score) == (
        "backend",
        "backend",
        2,
        14,
    )


def test_a_batch_with_a_bad_row_is_refused_whole_with_its_index(agent, run):
    bad = stated(impact_score=11, complexity="2", area="middle", benefits=[{"title": "x"}])

    response = submit(agent, run, stated(), bad)

    assert {(one["index"], one["field"]) for one in response.json()["errors"]} == {
        (1, "suggestions.1.impact_score"),
        (1, "suggestions.1.complexity"),
        (1, "suggestions.1.area"),
        (1, "suggestions.1.benefits.0.category"),
    }
    assert response.status_code == 400
    assert not BacklogItem.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "a\0b"},
        {"title": "a\nb"},
        {"title": "x" * 201},
        {"problem": "\ud800"},
        {"problem": " "},
        {"solution": None},
        {"type": 7},
        {"effort_score": 2.5},
        {"effort_score": True},
        {"files": "src/app.py"},
        {"files": [""]},
        {"files": ["x"] * 101},
        {"benefits": [{"category": "reliability", "title": "x", "icon": "No Symbol"}]},
        {"severity": "high"},
    ],
)
def test_what_no_suggestion_may_say_is_refused(agent, run, change):
    assert set(refusals(submit(agent, run, stated(**change))))
    assert not BacklogItem.objects.exists()


@pytest.mark.parametrize("suggestions", [[], [SUGGESTION] * 26, {}, "x", [7], None])
def test_a_batch_is_a_list_of_1_to_25(agent, run, suggestions):
    response = agent.post(f"{LIST}/{run.pk}/suggestions", {"suggestions": suggestions})

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"].startswith("suggestions")


@pytest.mark.parametrize("mode", ["slow", "area:middle", 7, ""])
def test_an_unknown_mode_is_refused(agent, repository, mode):
    body = {"repository_id": str(repository.pk), "mode": mode}

    assert set(refusals(agent.post(LIST, body))) == {"mode"}


@pytest.mark.parametrize("commit", ["main", "A1B2C3D", "a1b2c3", 1234567])
def test_what_is_no_commit_is_refused(agent, repository, commit):
    body = {"repository_id": str(repository.pk), "commit_sha": commit}

    assert set(refusals(agent.post(LIST, body))) == {"commit_sha"}


def test_a_review_of_a_strangers_repository_is_refused_like_one_of_none(agent):
    for repository_id in (make_repository().pk, uuid.uuid4()):
        response = agent.post(LIST, {"repository_id": str(repository_id)})
        assert (response.status_code, response.json()["code"]) == (404, "repository_not_found")


def test_a_review_of_a_repository_that_takes_no_part_is_refused(agent, repository):
    repository.is_active = False
    repository.save()

    response = agent.post(LIST, {"repository_id": str(repository.pk)})

    assert (response.status_code, response.json()["code"]) == (409, "repository_not_choosable")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("suggestions", {"suggestions": [SUGGESTION]}),
        ("finish", {}),
        ("fail", {"error_message": "Out of tokens."}),
    ],
)
def test_an_ended_run_is_a_conflict(agent, run, name, body):
    agent.post(f"{LIST}/{run.pk}/fail", {"error_message": "Out of tokens."})

    response = agent.post(f"{LIST}/{run.pk}/{name}", body)

    assert (response.status_code, response.json()["current_status"]) == (409, "failed")
    assert agent.get(f"{LIST}/{run.pk}").json()["error_message"] == "Out of tokens."


@pytest.mark.parametrize("body", [{}, {"error_message": ""}, {"error_message": " \n"}])
def test_a_failure_says_why(agent, run, body):
    assert set(refusals(agent.post(f"{LIST}/{run.pk}/fail", body))) == {"error_message"}


def test_finishing_takes_no_body(agent, run):
    assert agent.post(f"{LIST}/{run.pk}/finish", {"items": 7}).status_code == 400


def test_a_strangers_run_looks_like_an_absent_one(agent):
    stranger, absent = make_analysis_run(), AnalysisRun(pk=uuid.uuid4())

    def answers(run):
        address = f"{LIST}/{run.pk}"
        responses = [
            agent.get(address),
            submit(agent, run, SUGGESTION),
            agent.post(f"{address}/finish"),
            agent.post(f"{address}/fail", {"error_message": "No."}),
        ]
        return [(one.status_code, one.content.decode()) for one in responses]

    theirs = [
        (code, text.replace(str(stranger.pk), str(absent.pk))) for code, text in answers(stranger)
    ]
    assert theirs == answers(absent)
    assert {code for code, _ in theirs} == {404}
    assert agent.get(LIST).json()["results"] == []


def test_a_batch_is_submitted_to_the_version_that_was_read(agent, run):
    tag = agent.get(f"{LIST}/{run.pk}").headers["ETag"]
    first = submit(agent, run, stated(), **{"if-match": tag})

    late = submit(agent, run, stated("Close the file"), **{"if-match": tag})

    assert (first.status_code, late.status_code) == (200, 412)
    assert BacklogItem.objects.count() == 1


def test_a_replayed_batch_gives_the_first_answer(agent, run):
    headers = {"idempotency-key": "one"}
    first = submit(agent, run, stated(), **headers)

    second = submit(agent, run, stated(), **headers)

    assert (second.content, second.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert second.json()["added"] == 1


def test_a_replayed_start_begins_no_second_run(agent, repository):
    body, headers = {"repository_id": str(repository.pk)}, {"idempotency-key": "one"}

    answers = [agent.post(LIST, body, headers=headers).json()["id"] for _ in range(2)]

    assert answers == [str(AnalysisRun.objects.get().pk)] * 2


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_of_two_agents_at_once_is_stored_once():
    repository = make_repository()
    agents = [agent_of(repository.user) for _ in range(2)]
    run = make_analysis_run(repository=repository)
    batch = [stated(f"Retry upload {number}") for number in range(25)]

    answers = at_once([lambda one=one: submit(one, run, *batch).json()["added"] for one in agents])

    assert sorted(answers) == [0, 25]
    assert BacklogItem.objects.count() == 25


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["quick", "full"]),
        ("ordering=started_at", ["full", "quick"]),
        ("status=completed", ["quick"]),
        ("status=completed,in_progress", ["quick", "full"]),
        ("mode=full", ["full"]),
        ("items_found_min=1", ["quick"]),
        ("started_before=2020-01-01T00:00:00Z", []),
        ("repository_id={repository}", ["quick", "full"]),
        ("repository_id={stranger}", []),
    ],
)
def test_runs_are_listed_and_filtered(agent, repository, query, found):
    make_analysis_run(repository=repository)
    make_analysis_run(repository=repository, mode="quick", status="completed", items_found=4)
    stranger = make_analysis_run().repository_id

    address = f"{LIST}?{query}".format(repository=repository.pk, stranger=stranger)
    response = agent.get(address)

    assert [row["mode"] for row in response.json()["results"]] == found


def test_pages_follow_each_other(agent, repository):
    for number in range(5):
        make_analysis_run(repository=repository, items_found=number)

    first = agent.get(f"{LIST}?limit=3&fields=items_found").json()
    second = agent.get(first["next"]).json()

    rows = first["results"] + second["results"]
    assert rows == [{"items_found": number} for number in (4, 3, 2, 1, 0)]
    assert second["next"] is None


def test_a_parameter_that_does_not_exist_is_named(agent):
    response = agent.get(f"{LIST}?state=completed")

    assert response.status_code == 400
    assert "“state”" in response.json()["detail"]


def test_the_limits_are_those_of_suggestions_in_files():
    definitions = json.loads(SCHEMA.read_text())["$defs"]
    properties = definitions["suggestion"]["properties"]

    assert properties["title"]["maxLength"] == run_bodies.LONGEST_TITLE
    assert definitions["line"]["maxLength"] == run_bodies.LONGEST_LINE
    assert definitions["text"]["maxLength"] == run_bodies.LONGEST_TEXT
    assert properties["benefits"]["maxItems"] == run_bodies.MOST_BENEFITS
    assert properties["files"]["maxItems"] == run_bodies.MOST_FILES
    assert set(properties) == set(run_bodies.SuggestionBody().fields)
