import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api_clients import agent_client, agent_of, browser_of
from tests.factories import make_api_key, make_repository, make_user

pytestmark = pytest.mark.django_db

ANALYSIS = "/api/v1/analysis"


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_working_key_learns_whose_it_is(slash):
    user = make_user(github_username="octocat")

    response = agent_of(user).post(f"{ANALYSIS}{slash}")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {
        "valid": True,
        "user_id": str(user.pk),
        "github_username": "octocat",
        "dashboard_url": "http://testserver/admin/",
        "repositories": [],
    }


def test_a_repository_comes_with_what_cloning_it_takes():
    repository = make_repository(github_full_name="acme/shop", github_repo_id=42)

    (shown,) = agent_of(repository.user).post(ANALYSIS).json()["repositories"]

    assert shown == {
        "id": str(repository.pk),
        "github_repo_id": 42,
        "github_owner": "acme",
        "github_name": "shop",
        "github_full_name": "acme/shop",
        "github_default_branch": "main",
        "github_private": False,
        "github_clone_url": "https://github.com/acme/shop.git",
        "github_html_url": "https://github.com/acme/shop",
        "last_synced_at": None,
    }


def test_only_the_users_active_repositories_are_shown_by_name():
    user = make_user()
    make_repository(user=user, github_full_name="acme/zoo")
    make_repository(user=user, github_full_name="acme/app")
    make_repository(user=user, github_full_name="acme/old", is_active=False)
    make_repository(github_full_name="acme/theirs")

    repositories = agent_of(user).post(ANALYSIS).json()["repositories"]

    assert [one["github_full_name"] for one in repositories] == ["acme/app", "acme/zoo"]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_the_body_is_not_read(content_type):
    agent = agent_of(make_user())

    assert agent.post(ANALYSIS, "no JSON", content_type=content_type).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_post_is_answered(method):
    response = getattr(agent_of(make_user()), method)(ANALYSIS)

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_statements_doesnt_grow_with_the_repositories(rows):
    user = make_user()
    agent = agent_client(make_api_key(user=user)[1])
    for _ in range(rows):
        make_repository(user=user)
    agent.post(ANALYSIS)

    with CaptureQueriesContext(connection) as captured:
        agent.post(ANALYSIS)

    assert len(captured) == 2


def test_in_a_browser_the_session_needs_the_csrf_token():
    assert browser_of(make_user(is_staff=True)).post(ANALYSIS).status_code == 403
