import uuid

import pytest

from accounts.models import GitHubRepository
from tests.api_clients import agent_of, browser_of
from tests.concurrency import at_once
from tests.factories import make_api_key, make_curator, make_repository, make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/repositories"
SHOP = "https://github.com/acme/shop"
RIGHT = "Give owner/name, https://github.com/owner/name or git@github.com:owner/name.git."


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def agent(user):
    return agent_of(user)


def names(response):
    return [row["github_full_name"] for row in response.json()["results"]]


def refusals(response):
    assert response.status_code == 400
    return {one.get("field"): one["detail"] for one in response.json()["errors"]}


def test_a_remote_is_connected_and_its_address_given(agent, user):
    response = agent.post(LIST, {"remote": "git@github.com:acme/shop.git", "private": True})

    row = GitHubRepository.objects.get()
    assert response.status_code == 201
    assert response.headers["Location"] == f"http://testserver{LIST}/{row.pk}"
    body = response.json()
    assert {name for name in body if body[name] and name.endswith("ed_at")} == {
        "created_at",
        "updated_at",
    }
    del body["created_at"], body["updated_at"]
    assert body == {
        "id": str(row.pk),
        "user_id": str(user.pk),
        "github_repo_id": row.github_repo_id,
        "github_owner": "acme",
        "github_name": "shop",
        "github_full_name": "acme/shop",
        "github_default_branch": "main",
        "github_private": True,
        "github_clone_url": f"{SHOP}.git",
        "github_html_url": SHOP,
        "is_active": True,
        "last_synced_at": None,
    }


def test_what_is_connected_already_is_given_with_200(agent):
    made = agent.post(LIST, {"remote": SHOP})

    again = agent.post(LIST, {"remote": "ACME/Shop", "default_branch": "trunk"})

    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert again.json()["github_default_branch"] == "trunk"


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({}, "remote", "This field is required."),
        ({"remote": 7}, "remote", "Not a valid string."),
        ({"remote": "acme/shop", "private": "yes"}, "private", "Give true or false."),
        ({"remote": "acme/shop", "private": 1}, "private", "Give true or false."),
        ({"remote": "acme/shop", "github_repo_id": "7"}, "github_repo_id", "Give a whole number."),
        (
            {"remote": "acme/shop", "github_repo_id": 0},
            "github_repo_id",
            "Ensure this value is greater than or equal to 1.",
        ),
        (
            {"remote": "acme/shop", "github_repo_id": 2**63},
            "github_repo_id",
            "Ensure this value is less than or equal to 9223372036854775807.",
        ),
        (
            {"remote": "/home/me/shop"},
            "remote",
            f"The remote is a folder of this machine, not a repository on a host. {RIGHT}",
        ),
    ],
)
def test_a_value_that_is_wrong_is_named(agent, body, field, detail):
    assert refusals(agent.post(LIST, body)) == {field: detail}
    assert not GitHubRepository.objects.exists()


def test_a_member_that_does_not_exist_is_named(agent):
    refused = refusals(agent.post(LIST, {"remote": "acme/shop", "branch": "trunk"}))

    assert refused["branch"].startswith("There is no such member; there are: ")


def test_a_password_in_a_remote_is_not_repeated(agent):
    response = agent.post(LIST, {"remote": "https://me:swordfish@github.com/acme"})

    assert response.status_code == 400
    assert b"swordfish" not in response.content


def test_an_id_that_is_taken_is_a_conflict(agent, user):
    make_repository(user=user, github_full_name="acme/till", github_repo_id=7)

    response = agent.post(LIST, {"remote": "acme/shop", "github_repo_id": 7})

    assert (response.status_code, response.json()["code"]) == (409, "repository_id_conflict")


def test_the_same_key_gives_the_first_answer_again(agent):
    headers = {"idempotency-key": "one"}
    first = agent.post(LIST, {"remote": SHOP}, headers=headers)
    second = agent.post(LIST, {"remote": SHOP}, headers=headers)
    other = agent.post(LIST, {"remote": "acme/till"}, headers=headers)

    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_connect_once():
    user = make_user()
    clients = [agent_of(user) for _ in range(6)]

    answers = at_once([lambda c=c: c.post(LIST, {"remote": SHOP}).status_code for c in clients])

    assert sorted(answers) == [200] * 5 + [201]
    assert GitHubRepository.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("remote=git@GitHub.com:ACME/shop.git", ["acme/shop"]),
        ("remote=acme/Shop", ["acme/shop"]),
        ("remote=https://gitlab.com/acme/shop", []),
        ("is_active=false", ["beta/till"]),
        ("github_owner=ACME", ["acme/shop"]),
        ("search=TILL", ["beta/till"]),
        ("ordering=-github_full_name", ["beta/till", "acme/shop"]),
        ("github_private=true", []),
    ],
)
def test_a_list_is_filtered(agent, user, query, found):
    make_repository(user=user, github_full_name="acme/shop")
    make_repository(user=user, github_full_name="beta/till", is_active=False)
    make_repository(github_full_name="acme/shop")

    assert names(agent.get(f"{LIST}?{query}")) == found


def test_a_filter_that_is_no_remote_is_refused(agent):
    assert refusals(agent.get(f"{LIST}?remote=shop")) == {"remote": RIGHT}


def test_pages_follow_each_other(agent, user):
    for name in "cabde":
        make_repository(user=user, github_full_name=f"acme/{name}")

    first = agent.get(f"{LIST}?limit=3")
    second = agent.get(first.json()["next"])

    assert names(first) + names(second) == [f"acme/{name}" for name in "abcde"]
    assert names(agent.get(second.json()["previous"])) == names(first)


def test_a_repository_is_changed_in_the_version_that_was_read(agent, user):
    row = make_repository(user=user)
    tag = agent.get(f"{LIST}/{row.pk}").headers["ETag"]

    changed = agent.patch(
        f"{LIST}/{row.pk}", {"default_branch": "trunk"}, headers={"if-match": tag}
    )
    late = agent.patch(f"{LIST}/{row.pk}", {"private": True}, headers={"if-match": tag})

    assert (changed.status_code, changed.json()["github_default_branch"]) == (200, "trunk")
    assert changed.headers["ETag"] == agent.get(f"{LIST}/{row.pk}").headers["ETag"] != tag
    assert late.status_code == 412
    assert not GitHubRepository.objects.get(pk=row.pk).github_private


def test_only_branch_and_privacy_can_be_changed(agent, user):
    row = make_repository(user=user)

    assert agent.patch(f"{LIST}/{row.pk}", {"is_active": False}).status_code == 400
    assert agent.put(f"{LIST}/{row.pk}", {}).status_code == 405
    assert agent.delete(f"{LIST}/{row.pk}").status_code == 405


def test_a_repository_is_deactivated_and_activated(agent, user):
    row = make_repository(user=user)

    states = [
        agent.post(f"{LIST}/{row.pk}/{name}").json()["is_active"]
        for name in ("deactivate", "deactivate", "activate")
    ]

    assert states == [False, False, True]
    assert agent.post(f"{LIST}/{row.pk}/activate", {"now": True}).status_code == 400


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    stranger, absent = make_repository().pk, uuid.uuid4()

    def answers(row_id):
        responses = [
            agent.get(f"{LIST}/{row_id}"),
            agent.patch(f"{LIST}/{row_id}", {"private": True}),
            agent.post(f"{LIST}/{row_id}/deactivate"),
            agent.post(f"{LIST}/{row_id}/activate"),
        ]
        return [(one.status_code, one.content.decode()) for one in responses]

    theirs = [(code, text.replace(str(stranger), str(absent))) for code, text in answers(stranger)]
    assert theirs == answers(absent)
    assert {code for code, _ in theirs} == {404}
    assert agent.get(LIST).json()["results"] == []


def test_a_curator_sees_all_and_changes_any():
    row, _ = make_repository(), make_repository()
    browser = browser_of(make_curator())

    assert len(browser.get(LIST).json()["results"]) == 2
    make_api_key(user=row.user)
    assert browser.get(f"{LIST}/{row.pk}").json()["user_id"] == str(row.user_id)
