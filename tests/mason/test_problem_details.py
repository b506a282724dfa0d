import inspect
import uuid
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, connection
from django.http import Http404
from rest_framework import exceptions as rest
from rest_framework.test import APIClient

from accounts import exceptions as accounts
from accounts.models import AIProviderKey, APIKey
from backlog import exceptions as backlog
from backlog.models import BacklogItem
from execution import exceptions as execution
from mason.refusals import REFUSALS
from tests.factories import make_api_key, make_item, make_user
from tests.mason.problem_urls import Told

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mason.problem_urls")]

TOLD = "/api/told"


@pytest.fixture
def answer_to(monkeypatch):
    """Give what the API answers when its view does this."""

    def answer(action):
        monkeypatch.setattr(Told, "action", staticmethod(lambda _request: action()), raising=False)
        return APIClient(raise_request_exception=False).post(TOLD)

    return answer


def raising(error):
    def action():
        raise error

    return action


def problem(status, code, detail, **members):
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **members,
    }


REFUSED = [
    (
        backlog.TransitionConflict(current="new", target="completed", allowed=["approved"]),
        409,
        "transition_conflict",
        {"current_status": "new", "allowed_statuses": ["approved"]},
    ),
    (backlog.ItemNotFound(uuid.UUID(int=7)), 404, "item_not_found", {}),
    (backlog.FilteredItemNotFound(uuid.UUID(int=7)), 404, "filtered_item_not_found", {}),
    (backlog.AnalysisRunNotFound(uuid.UUID(int=7)), 404, "analysis_run_not_found", {}),
    (
        backlog.AnalysisRunEnded("completed"),
        409,
        "analysis_run_ended",
        {"current_status": "completed"},
    ),
    (accounts.RepositoryNotFound(uuid.UUID(int=7)), 404, "repository_not_found", {}),
    (backlog.DecisionNotAllowed(), 403, "decision_not_allowed", {}),
    (backlog.AlreadyRestored(uuid.UUID(int=7)), 409, "already_restored", {}),
    (backlog.NotRestorable(uuid.UUID(int=7), ["area: no"]), 409, "not_restorable", {}),
    (backlog.UnknownMode("slow", ["full"]), 400, "unknown_mode", {}),
    (
        backlog.MissingValue("pr_url", "an address"),
        400,
        "missing_value",
        {"errors": [{"field": "pr_url", "detail": "pr_url is missing: give an address."}]},
    ),
    (
        execution.NotInProgress(uuid.UUID(int=7), "new"),
        409,
        "not_in_progress",
        {"current_status": "new"},
    ),
    (execution.RunConflict(uuid.UUID(int=7)), 409, "run_conflict", {}),
    (execution.RemoteRunNotFound(uuid.UUID(int=7)), 404, "remote_run_not_found", {}),
    (execution.RunFinished("failed"), 409, "run_finished", {"current_status": "failed"}),
    (
        execution.ContradictingResults(succeeded=1, failed=2, right="success"),
        409,
        "contradicting_results",
        {},
    ),
    (
        execution.BadRows("item_ids", {2: "It isn't an item."}),
        400,
        "bad_rows",
        {"errors": [{"field": "item_ids.2", "index": 2, "detail": "It isn't an item."}]},
    ),
    (execution.TooManyRows("entries", 1000), 413, "too_many_rows", {}),
    (accounts.UserNotFound("octocat"), 404, "user_not_found", {}),
    (accounts.BlankName("an API key"), 400, "blank_name", {}),
    (Http404("No such thing."), 404, "not_found", {}),
    (PermissionDenied("Not for you."), 403, "permission_denied", {}),
    (rest.ParseError("Line 3."), 400, "parse_error", {}),
    (rest.Throttled(detail="Later."), 429, "throttled", {}),
]


@pytest.mark.parametrize(("error", "status", "code", "members"), REFUSED)
def test_a_refusal_is_a_problem_with_its_own_sentence(answer_to, error, status, code, members):
    response = answer_to(raising(error))

    detail = str(getattr(error, "detail", error))
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == problem(status, code, detail, **members)


@pytest.mark.parametrize("module", [accounts, backlog, execution])
def test_each_refusal_of_the_domain_has_its_status(module):
    refusals = {
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Exception) and member.__module__ == module.__name__
    }
    general = {accounts.AccountsError, backlog.BacklogError, execution.ExecutionError}
    of_the_sign_in_page = {one for one in refusals if issubclass(one, accounts.SignInRefused)}
    faults_of_the_installation = {
        accounts.EncryptionNotConfigured,
        accounts.UnreadableProviderKey,
    }

    others = general | of_the_sign_in_page | faults_of_the_installation
    assert refusals - others <= set(REFUSALS)


def test_codes_are_distinct():
    codes = [code for _, code in REFUSALS.values()]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("detail", "errors"),
    [
        ({"title": ["Too long."]}, [{"field": "title", "detail": "Too long."}]),
        ("No.", [{"detail": "No."}]),
        ({"non_field_errors": ["No."]}, [{"detail": "No."}]),
        (
            {"benefits": [{}, {"title": ["Blank.", "Odd."]}]},
            [
                {"field": "benefits.1.title", "index": 1, "detail": "Blank."},
                {"field": "benefits.1.title", "index": 1, "detail": "Odd."},
            ],
        ),
        ([{}, {"title": ["Blank."]}], [{"field": "1.title", "index": 1, "detail": "Blank."}]),
    ],
)
def test_refused_values_are_listed_by_field(answer_to, detail, errors):
    assert answer_to(raising(rest.ValidationError(detail))).json()["errors"] == errors


def test_refused_values_are_summed_up_in_one_sentence(answer_to):
    error = rest.ValidationError({"title": ["Too long."], "area": ["Unknown."]})

    assert answer_to(raising(error)).json()["detail"] == "title: Too long. area: Unknown."


@pytest.mark.parametrize("error", [rest.AuthenticationFailed("No."), rest.NotAuthenticated()])
def test_who_isnt_known_is_challenged_and_told_that_the_key_isnt_valid(answer_to, error):
    response = answer_to(raising(error))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Mason"'
    assert response.json()["valid"] is False


def repeat_key_hash():
    row, _ = make_api_key()
    APIKey.objects.create(user=make_user(), key_hash=row.key_hash, key_prefix=row.key_prefix)


def break_a_check():
    make_item(complexity=9)


def leave_out_a_required_value():
    make_item(title=None)


def name_an_absent_user():
    AIProviderKey.objects.create(user_id=uuid.uuid4(), provider="openai", encrypted_api_key="x")
    connection.check_constraints()


def move_against_the_state_table():
    BacklogItem.objects.filter(pk=make_item().pk).update(status="completed")


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        (repeat_key_hash, 409, "conflict"),
        (name_an_absent_user, 409, "conflict"),
        (break_a_check, 400, "invalid"),
        (leave_out_a_required_value, 400, "invalid"),
        (move_against_the_state_table, 400, "invalid"),
        (lambda: make_item(complexity=10**12), 400, "invalid"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_is_no_fault_of_the_server(answer_to, action, status, code):
    response = answer_to(action)

    assert response.status_code == status
    assert response.json()["code"] == code


@pytest.mark.django_db(transaction=True)
def test_a_rule_of_the_database_is_named_without_the_row(answer_to, caplog):
    response = answer_to(break_a_check)

    assert response.json()["detail"] == (
        "The database's rule “mason_pm_backlog_items_complexity_check” doesn't allow such a value."
    )
    assert caplog.messages[0] == (
        "A request got as far as a rule of the database: mason_pm_backlog_items_complexity_check."
    )


def test_a_fault_is_logged_and_not_shown(answer_to, caplog):
    response = answer_to(raising(RuntimeError("The password is swordfish.")))

    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == problem(
        500, "server_error", "Something went wrong here; the server's log says what."
    )
    assert "swordfish" in caplog.text


def test_a_fault_elsewhere_is_a_page():
    client = APIClient(raise_request_exception=False)

    response = client.get("/healthz", headers={"host": "not allowed"})

    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("method", "status"), [("post", 400), ("get", 500)])
def test_a_value_of_the_wrong_kind_is_the_callers_only_when_something_is_sent(
    monkeypatch, method, status
):
    monkeypatch.setattr(
        Told, "action", staticmethod(lambda _: raising(DataError())()), raising=False
    )
    client = APIClient(raise_request_exception=False)

    assert getattr(client, method)(TOLD).status_code == status
