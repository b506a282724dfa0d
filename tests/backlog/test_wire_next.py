import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog.api.serializers import BacklogItemSerializer
from mason.database.contract.backlog import BACKLOG_ITEMS
from tests.api_clients import agent_client, agent_of, browser_of
from tests.factories import make_api_key, make_curator, make_item, make_repository, make_user

pytestmark = pytest.mark.django_db

NEXT = "/api/v1/backlog/next"


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def approved(repository, **values):
    return make_item(repository=repository, status="approved", **values)


def titles(response):
    return [item["title"] for item in response.json()["items"]]


@pytest.mark.parametrize("query", ["", "?limit=", "?limit=1"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_one_item_comes_with_the_number_of_all(agent, repository, query, slash):
    approved(repository, title="Low", impact_score=2)
    approved(repository, title="High", impact_score=9)

    response = agent.get(f"{NEXT}{slash}{query}")

    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == {"item", "total_approved"}
    assert answer["item"]["title"] == "High"
    assert answer["total_approved"] == 2


def test_without_approved_items_the_one_item_is_null(agent, repository):
    make_item(repository=repository, status="new")

    assert agent.get(NEXT).json() == {"item": None, "total_approved": 0}


def test_several_items_come_with_their_own_number(agent, repository):
    for impact in (3, 9, 6):
        approved(repository, title=f"Impact {impact}", impact_score=impact)

    answer = agent.get(f"{NEXT}?limit=2").json()

    assert set(answer) == {"items", "count"}
    assert [item["title"] for item in answer["items"]] == ["Impact 9", "Impact 6"]
    assert answer["count"] == 2


def test_fewer_items_than_asked_for_are_counted_as_they_are(agent):
    assert agent.get(f"{NEXT}?limit=50").json() == {"items": [], "count": 0}


def test_equal_priorities_come_oldest_first_and_missing_ones_last(agent, repository):
    approved(repository, title="Unscored", impact_score=None)
    approved(repository, title="Older")
    approved(repository, title="Younger")

    assert titles(agent.get(f"{NEXT}?limit=5")) == ["Older", "Younger", "Unscored"]


@pytest.mark.parametrize("status", ["new", "in_progress", "completed", "deferred", "rejected"])
def test_only_approved_items_are_offered(agent, repository, status):
    make_item(repository=repository, status=status)

    assert agent.get(f"{NEXT}?limit=5").json()["count"] == 0


@pytest.mark.parametrize("limit", ["0", "51", "-1", "many", "1.5", "9" * 5000, "%00"])
def test_a_limit_out_of_range_is_refused_with_the_range(agent, limit):
    response = agent.get(f"{NEXT}?limit={limit}")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "limit", "detail": "Give a whole number from 1 to 50."}
    ]


def test_the_repository_narrows_the_list(agent, repository):
    approved(repository, title="Here")
    approved(make_repository(user=repository.user), title="Elsewhere")

    response = agent.get(f"{NEXT}?limit=5&repository_id={repository.pk}")

    assert titles(response) == ["Here"]


def test_the_repository_narrows_the_total(agent, repository):
    approved(repository)
    approved(make_repository(user=repository.user))

    assert agent.get(f"{NEXT}?repository_id={repository.pk}").json()["total_approved"] == 1


@pytest.mark.parametrize("value", ["shop", "1", "%00", "%EF%BF%BD"])
def test_a_repository_id_that_is_no_uuid_is_refused(agent, value):
    response = agent.get(f"{NEXT}?repository_id={value}")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "repository_id", "detail": "Give the UUID of a repository."}
    ]


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    stranger, absent = make_repository().pk, uuid.uuid4()

    theirs = agent.get(f"{NEXT}?repository_id={stranger}")
    nobodys = agent.get(f"{NEXT}?repository_id={absent}")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger), str(absent)) == nobodys.content.decode()


def test_unknown_parameters_are_refused_by_name(agent):
    response = agent.get(f"{NEXT}?status=new&repository=x&limit=2")

    assert response.status_code == 400
    assert response.json()["detail"] == (
        "There is no query parameter “repository”, “status”; there are “limit”, “repository_id”."
    )


def test_a_key_sees_only_its_users_items(agent, repository):
    approved(make_repository(), title="A stranger's")
    approved(repository, title="Mine")

    assert titles(agent.get(f"{NEXT}?limit=5")) == ["Mine"]


def test_an_item_in_the_users_repository_is_the_users_whoever_wrote_it(agent, repository):
    approved(repository, title="Without a user", user=None)
    approved(repository, title="Of another", user=make_user())

    assert titles(agent.get(f"{NEXT}?limit=5")) == ["Without a user", "Of another"]


def test_a_curator_in_a_browser_sees_all_items(repository):
    approved(repository)
    approved(make_repository())

    assert browser_of(make_curator()).get(f"{NEXT}?limit=5").json()["count"] == 2


def test_an_item_shows_every_documented_column(agent, repository):
    approved(repository)

    item = agent.get(NEXT).json()["item"]

    assert list(item) == [*(column.name for column in BACKLOG_ITEMS.columns), "prd_problems"]


def test_an_item_shows_its_values(agent, repository):
    item = approved(repository, benefits=[{"category": "operations", "title": "Calm"}])
    item.refresh_from_db()

    assert agent.get(NEXT).json()["item"] == {
        "id": str(item.pk),
        "created_at": item.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": item.updated_at.isoformat().replace("+00:00", "Z"),
        "user_id": str(repository.user_id),
        "repository_id": str(repository.pk),
        "analysis_run_id": None,
        "title": item.title,
        "problem": item.problem,
        "solution": item.solution,
        "area": "backend",
        "type": "backend",
        "complexity": 2,
        "impact_score": 6,
        "effort_score": 3,
        "priority_score": 9,
        "benefits": [{"category": "operations", "title": "Calm"}],
        "status": "approved",
        "branch_name": None,
        "pr_url": None,
        "prd_content": None,
        "prd_generated_at": None,
        "prd_problems": ["the item has no PRD: write one, or have one generated"],
    }


def test_no_field_of_an_item_can_be_written():
    assert {
        name for name, field in BacklogItemSerializer().fields.items() if not field.read_only
    } == set()


@pytest.mark.parametrize(
    ("query", "statements"), [("?limit=50", 2), ("", 3), ("?limit=50&repository_id={}", 2)]
)
@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_statements_doesnt_grow_with_the_rows(repository, query, statements, rows):
    agent = agent_client(make_api_key(user=repository.user)[1])
    for _ in range(rows):
        approved(repository)
    agent.get(NEXT)

    with CaptureQueriesContext(connection) as captured:
        agent.get(NEXT + query.format(repository.pk))

    assert len(captured) == statements
