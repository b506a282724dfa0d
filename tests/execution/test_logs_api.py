import uuid

import pytest
from django.test import override_settings

from execution.models import ExecutionLog
from tests.api_clients import agent_of
from tests.factories import make_remote_run, make_repository

pytestmark = pytest.mark.django_db

LOGS = "/api/v1/execution-logs"


@pytest.fixture
def run():
    return make_remote_run()


@pytest.fixture
def agent(run):
    return agent_of(run.repository.user)


def append(agent, run, *entries, **headers):
    body = {"execution_run_id": str(run.pk), "entries": list(entries)}
    return agent.post(LOGS, body, headers=headers)


def refused(response):
    assert response.status_code == 400, response.content
    return [(error["field"], error.get("index")) for error in response.json()["errors"]]


def test_a_batch_is_kept_in_its_order(agent, run):
    response = append(agent, run, *({"message": str(number)} for number in range(100)))

    assert (response.status_code, response.json()) == (201, {"created": 100})
    listed = agent.get(f"{LOGS}?execution_run_id={run.pk}&limit=100").json()["results"]
    assert [line["message"] for line in listed] == [str(n) for n in reversed(range(100))]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"file": "a.py", "line": 7},
        {"nested": {"list": [1, 2.5, None, True]}},
        {"large": 10**30, "text": "x" * 3000, "ü": "☃"},
        {str(number): number for number in range(30)},
    ],
)
def test_a_line_is_kept_as_it_is_sent(agent, run, metadata):
    line = {
        "log_level": "warn",
        "message": "  50 % of {it}\n\tis done ☃ ",
        "metadata": metadata,
        "created_at": "2026-03-02T09:00:00.000001Z",
    }

    append(agent, run, line)

    (listed,) = agent.get(LOGS).json()["results"]
    assert {name: listed[name] for name in line} == line
    assert listed["execution_run_id"] == str(run.pk)


def test_a_line_needs_nothing_but_a_message(agent, run):
    append(agent, run, {"message": ""})
    assert list(ExecutionLog.objects.values_list("log_level", "message", "metadata")) == [
        ("info", "", {})
    ]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({}, "message"),
        ({"message": None}, "message"),
        ({"message": 7}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"message": "x", "log_level": "loud"}, "log_level"),
        ({"message": "x", "log_level": None}, "log_level"),
        ({"message": "x", "log_level": ["info"]}, "log_level"),
        ({"message": "x", "metadata": None}, "metadata"),
        ({"message": "x", "metadata": [1]}, "metadata"),
        ({"message": "x", "metadata": {"a": "\0"}}, "metadata"),
        ({"message": "x", "metadata": {"\0": 1}}, "metadata"),
        ({"message": "x", "metadata": {"a": {"b": ["\0"]}}}, "metadata"),
        ({"message": "x", "metadata": {"a": "x" * 20_000}}, "metadata"),
        ({"message": "x", "created_at": "yesterday"}, "created_at"),
        ({"message": "x", "created_at": 7}, "created_at"),
    ],
)
def test_each_bad_line_is_named_and_none_is_kept(agent, run, entry, field):
    response = append(agent, run, {"message": "good"}, entry, {"message": "good"}, entry)
    assert refused(response) == [(f"entries.1.{field}", 1), (f"entries.3.{field}", 3)]
    assert not ExecutionLog.objects.exists()


def test_half_a_surrogate_pair_is_refused(agent, run):
    body = f'{{"execution_run_id": "{run.pk}", "entries": [{{"message": "\\ud800"}}]}}'
    response = agent.post(LOGS, body, content_type="application/json")
    assert refused(response) == [("entries.0.message", 0)]


@pytest.mark.parametrize("entry", ["a line", 7, None, []])
def test_a_line_is_an_object(agent, run, entry):
    response = append(agent, run, {"message": "good"}, entry)
    assert response.status_code == 400
    assert response.json()["errors"][0]["index"] == 1


def test_an_unknown_member_of_a_line_is_refused(agent, run):
    response = append(agent, run, {"message": "x", "level": "info"})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["entries.0.level"]


@pytest.mark.parametrize("entries", [[], None, "x", {"message": "x"}])
def test_a_batch_is_a_list_with_a_line(agent, run, entries):
    response = agent.post(LOGS, {"execution_run_id": str(run.pk), "entries": entries})
    assert refused(response) == [("entries", None)]


@override_settings(API_LOG_LINES_PER_BATCH=3)
def test_a_batch_has_so_many_lines_as_the_setting_says(agent, run):
    assert append(agent, run, *[{"message": "x"}] * 3).status_code == 201
    response = append(agent, run, *[{"message": "x"}] * 4)
    assert refused(response) == [("entries", None)]
    assert "no more than 3 elements" in response.json()["detail"]
    assert ExecutionLog.objects.count() == 3


def test_a_strangers_run_looks_like_an_absent_one(agent):
    stranger, absent = make_remote_run(), uuid.uuid4()
    theirs = append(agent, stranger, {"message": "x"})
    nobodys = agent.post(LOGS, {"execution_run_id": str(absent), "entries": [{"message": "x"}]})
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger.pk), str(absent)) == (
        nobodys.content.decode()
    )
    assert not ExecutionLog.objects.exists()


def test_an_agent_logs_for_its_own_run_in_anothers_repository(agent, run):
    own = make_remote_run(repository=make_repository(), user=run.repository.user)
    assert append(agent, own, {"message": "x"}).status_code == 201


def test_the_same_batch_with_the_same_key_is_kept_once(agent, run):
    first, again = (append(agent, run, {"message": "x"}, **{"idempotency-key": "a"}) for _ in "ab")
    other = append(agent, run, {"message": "y"}, **{"idempotency-key": "a"})
    assert (first.json(), again.status_code, again.json()) == ({"created": 1}, 201, {"created": 1})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert ExecutionLog.objects.count() == 1
