import pytest

from tests.api_clients import agent_client, agent_of
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db

BRANCH = {"branch_name": "mason/a"}


@pytest.fixture
def item():
    return make_item(repository=make_repository(), status="approved")


@pytest.fixture
def agent(item):
    return agent_of(item.repository.user)


def address(item):
    return f"/api/v1/backlog/{item.pk}"


def tag_of(agent, item):
    return agent.get(address(item)).headers["ETag"]


def test_a_row_that_changed_has_another_tag(agent, item):
    before = tag_of(agent, item)

    answer = agent.post(f"{address(item)}/start", BRANCH)

    assert before != tag_of(agent, item)
    assert answer.headers["ETag"] == tag_of(agent, item)


def test_a_change_of_the_version_that_was_seen_is_made(agent, item):
    headers = {"If-Match": tag_of(agent, item)}

    assert agent.post(f"{address(item)}/start", BRANCH, headers=headers).status_code == 200


@pytest.mark.parametrize("given", ["*", 'W/"x", {}', '"x", {}'])
def test_one_of_several_tags_is_enough_and_a_star_means_any(agent, item, given):
    headers = {"If-Match": given.format(tag_of(agent, item))}

    assert agent.post(f"{address(item)}/start", BRANCH, headers=headers).status_code == 200


@pytest.mark.parametrize("given", ['"x"', "x", "", "W/{}"])
def test_a_change_of_another_version_is_refused_and_changes_nothing(agent, item, given):
    current = tag_of(agent, item)

    response = agent.post(
        f"{address(item)}/start", BRANCH, headers={"If-Match": given.format(current)}
    )

    item.refresh_from_db()
    assert response.status_code == 412
    assert response.json()["code"] == "precondition_failed"
    assert response.json()["current_version"] == response.headers["ETag"] == current
    assert item.status == "approved"


def test_a_strangers_item_is_absent_whatever_version_is_named(item):
    stranger = agent_of(make_repository().user)

    response = stranger.post(f"{address(item)}/start", BRANCH, headers={"If-Match": '"x"'})

    assert response.status_code == 404


@pytest.mark.parametrize("given", ["*", "{}", "W/{}", '"x", {}'])
def test_a_version_that_is_known_isnt_sent_again(agent, item, given):
    headers = {"If-None-Match": given.format(tag_of(agent, item))}

    assert agent.get(address(item), headers=headers).status_code == 304


def test_another_version_than_is_known_is_sent(agent, item):
    assert agent.get(address(item), headers={"If-None-Match": '"x"'}).json()["id"] == str(item.pk)


@pytest.mark.django_db(transaction=True)
def test_of_changes_of_one_version_at_once_one_is_made(item):
    key = make_api_key(user=item.repository.user)[1]
    headers = {"If-Match": tag_of(agent_client(key), item)}

    def start(number):
        body = {"branch_name": f"mason/{number}"}
        return agent_client(key).post(f"{address(item)}/start", body, headers=headers)

    answers = at_once([lambda number=number: start(number) for number in range(6)])

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]
