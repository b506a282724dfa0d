import uuid

import pytest

from accounts.models import User
from tests.api_clients import agent_of, browser_of
from tests.factories import make_repository, make_user, make_viewer

pytestmark = pytest.mark.django_db

ME = "/api/v1/users/me"


@pytest.fixture
def repository():
    return make_repository(user=make_user(github_username="octocat"))


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def test_a_key_is_told_whose_it_is(agent, repository):
    body = agent.get(ME).json()

    assert {name for name in body if body[name] and name.endswith("ed_at")} == {
        "created_at",
        "updated_at",
    }
    del body["created_at"], body["updated_at"]
    assert body == {
        "id": str(repository.user.pk),
        "github_id": repository.user.github_id,
        "github_username": "octocat",
        "github_email": None,
        "github_avatar_url": None,
        "default_repository_id": None,
        "is_active": True,
    }


def test_a_person_who_is_signed_in_is_told_too():
    viewer = make_viewer()

    assert browser_of(viewer).get(f"{ME}/").json()["id"] == str(viewer.pk)


def test_the_repository_that_is_looked_at_first_is_chosen_and_taken_back(agent, repository):
    chosen = agent.patch(ME, {"default_repository_id": str(repository.pk)})
    unchanged = agent.patch(ME, {})
    taken_back = agent.patch(ME, {"default_repository_id": None})

    assert chosen.json()["default_repository_id"] == str(repository.pk)
    assert unchanged.json() == chosen.json()
    assert unchanged.headers["ETag"] == chosen.headers["ETag"]
    assert taken_back.json()["default_repository_id"] is None
    assert User.objects.get(pk=repository.user.pk).default_repository is None


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    for repository_id in (make_repository().pk, uuid.uuid4()):
        response = agent.patch(ME, {"default_repository_id": str(repository_id)})
        assert (response.status_code, response.json()["detail"]) == (
            404,
            f"There is no repository {repository_id}.",
        )


def test_a_repository_that_takes_no_part_is_not_chosen(agent, repository):
    repository.is_active = False
    repository.save()

    response = agent.patch(ME, {"default_repository_id": str(repository.pk)})

    assert (response.status_code, response.json()["code"]) == (409, "repository_not_choosable")


@pytest.mark.parametrize("value", [7, "", "shop", ["x"], True])
def test_what_is_no_id_is_refused(agent, value):
    response = agent.patch(ME, {"default_repository_id": value})

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {
            "field": "default_repository_id",
            "detail": "Give a UUID, as in 5f1c7a52-6f0e-4c5c-9a43-0d3f6f2f9b11.",
        }
    ]


def test_nothing_else_can_be_changed(agent):
    assert agent.patch(ME, {"is_active": False}).status_code == 400
    assert agent.post(ME, {}).status_code == 405


def test_a_version_is_known_again_and_a_stale_one_refused(agent, repository):
    tag = agent.get(ME).headers["ETag"]
    again = agent.get(ME, headers={"if-none-match": tag})
    agent.patch(ME, {"default_repository_id": str(repository.pk)})

    late = agent.patch(ME, {"default_repository_id": None}, headers={"if-match": tag})

    assert (again.status_code, late.status_code) == (304, 412)


def test_nobody_is_told_without_a_key(client):
    assert client.get(ME).status_code == 401
