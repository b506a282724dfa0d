import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api_clients import agent_of
from tests.factories import make_repository

pytestmark = pytest.mark.django_db

LIST = "/api/v1/repositories"
FORMS = [
    "{}",
    "https://github.com/{}",
    "https://github.com/{}.git",
    "https://user:p%40ss@github.com/{}.git",
    "http://github.com:8080/{}/",
    "ssh://git@ssh.github.com:443/{}.git",
    "git+ssh://git@github.com/{}.git",
    "git@github.com:{}.git",
    "github.com:{}",
]
within_one_transaction = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@pytest.fixture
def repository():
    return make_repository(github_full_name="Acme/Shop.js")


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@within_one_transaction
@given(st.sampled_from(FORMS), st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_repository_is_found_by_every_form_in_any_case(agent, repository, form, uppers):
    name = "".join(
        letter.upper() if upper else letter.lower()
        for letter, upper in zip("acme/shop.js", uppers, strict=True)
    )

    found = agent.get(LIST, {"remote": form.format(name)}).json()["results"]

    assert [row["id"] for row in found] == [str(repository.pk)]


@within_one_transaction
@given(st.sampled_from(["{}", "https://github.com/{}", "git@{}:a/b", "{}/shop"]), st.text())
def test_any_text_is_a_remote_or_refused_by_its_name(agent, form, text):
    response = agent.get(LIST, {"remote": form.format(text)})

    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert [error["field"] for error in response.json()["errors"]] == ["remote"]
