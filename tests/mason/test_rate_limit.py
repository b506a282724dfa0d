import pytest

from accounts.api import throttling
from accounts.services.request_allowances import Allowances
from tests.api_clients import agent_client, agent_of, browser_of
from tests.factories import make_curator, make_user

pytestmark = pytest.mark.django_db

KEY_CHECK = "/api/v1/analysis"


@pytest.fixture(autouse=True)
def limit(settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(throttling, "_allowances", Allowances())


def test_every_answer_says_what_is_left_of_the_limit():
    agent = agent_of(make_user())

    headers = [agent.post(KEY_CHECK).headers for _ in range(2)]

    assert [one["RateLimit-Policy"] for one in headers] == ['"per-key";q=3;w=60'] * 2
    assert [one["RateLimit"].rpartition(";")[0] for one in headers] == [
        '"per-key";r=2',
        '"per-key";r=1',
    ]


def test_beyond_the_limit_a_key_is_told_when_to_come_back():
    agent = agent_of(make_user())

    response = [agent.post(KEY_CHECK) for _ in range(4)][-1]

    seconds = int(response.headers["Retry-After"])
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "throttled"
    assert 1 <= seconds <= 60
    assert response.headers["RateLimit"] == f'"per-key";r=0;t={seconds}'


def test_keys_of_one_user_have_limits_of_their_own():
    user = make_user()
    for _ in range(4):
        agent_of(user).post(KEY_CHECK)

    assert agent_of(user).post(KEY_CHECK).status_code == 200


def test_a_person_in_a_browser_has_a_limit_too():
    browser = browser_of(make_curator())

    assert [browser.get("/api/v1/backlog").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_problems_say_what_is_left_too():
    response = agent_of(make_user()).get("/api/v1/backlog?x=1")

    assert response.status_code == 400
    assert response.headers["RateLimit"].startswith('"per-key";r=2;t=')


def test_who_isnt_known_has_no_limit_and_hears_of_none():
    response = agent_client("mason_unknown").post(KEY_CHECK)

    assert response.status_code == 401
    assert "RateLimit" not in response.headers
