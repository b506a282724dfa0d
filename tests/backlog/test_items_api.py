import uuid

import pytest
from rest_framework.renderers import JSONRenderer

from backlog.api.serializers import BacklogItemSerializer
from backlog.models import BacklogItem
from tests.api_clients import agent_of, browser_of
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

LIST = "/api/v1/backlog"


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def titles(response):
    return [item["title"] for item in response.json()["results"]]


def walk(agent, address, key="next"):
    """Give the titles of each page, from one to the next."""
    pages = []
    while address:
        response = agent.get(address)
        assert response.status_code == 200, response.content
        pages.append(titles(response))
        address = response.json()[key]
    return pages


def test_a_list_holds_what_the_serializer_gives_to_the_letter(agent, repository):
    for number in range(3):
        make_item(
            repository=repository,
            title=f"Größe \u2028 “{number}”",
            benefits=[{"title": "ü", "n": 1.0, "big": 10**20, "small": 0.00001, "deep": {"a": []}}],
        )

    content = agent.get(LIST).content

    rows = BacklogItem.objects.order_by("created_at")
    expected = JSONRenderer().render(BacklogItemSerializer(rows, many=True).data)
    assert content == b'{"results":' + expected + b',"next":null,"previous":null}'


@pytest.mark.parametrize(
    "ordering",
    [
        "-priority_score",
        "priority_score",
        "created_at",
        "-created_at",
        "impact_score",
        "-impact_score",
        "effort_score",
        "complexity",
    ],
)
def test_pages_follow_each_other_in_both_directions(agent, repository, ordering):
    for number in range(11):
        score = None if number % 4 == 0 else number % 3 + 1
        make_item(repository=repository, title=str(number), impact_score=score, effort_score=score)
    whole = titles(agent.get(f"{LIST}?ordering={ordering}"))

    pages = walk(agent, f"{LIST}?ordering={ordering}&limit=3")
    assert [title for page in pages for title in page] == whole
    assert [len(page) for page in pages] == [3, 3, 3, 2]

    response = agent.get(f"{LIST}?ordering={ordering}&limit=3")
    while response.json()["next"]:
        response = agent.get(response.json()["next"])
    back = walk(agent, response.json()["previous"], "previous")
    assert [title for page in reversed(back) for title in page] == whole[:9]
    assert sorted(whole, key=int) == [str(n) for n in range(11)]


def test_fields_names_the_columns_that_are_read(agent, repository):
    make_item(repository=repository, title="A")

    assert agent.get(f"{LIST}?fields=status,title").json()["results"] == [
        {"title": "A", "status": "new"}
    ]


@pytest.mark.parametrize("query", ["", "?search=close", "?status=new", "?repository_id={}"])
def test_a_strangers_items_are_not_listed(agent, query):
    item = make_item()

    assert agent.get(LIST + query.format(item.repository_id)).json()["results"] == []


def test_a_curator_sees_all_items():
    make_item()
    make_item()

    assert len(browser_of(make_curator()).get(LIST).json()["results"]) == 2


def test_words_are_searched(agent, repository):
    make_item(repository=repository, title="Retry uploads")
    make_item(repository=repository, title="Cache the prices")

    assert titles(agent.get(f"{LIST}?search=upl")) == ["Retry uploads"]


def test_one_item_has_a_tag_that_is_known_again(agent, repository):
    item = make_item(repository=repository)

    response = agent.get(f"{LIST}/{item.pk}")
    again = agent.get(f"{LIST}/{item.pk}", headers={"if-none-match": response.headers["ETag"]})

    assert response.json()["id"] == str(item.pk)
    assert (again.status_code, again.content) == (304, b"")


def test_a_strangers_item_looks_like_an_absent_one(agent):
    stranger, absent = make_item().pk, uuid.uuid4()

    theirs, nobodys = agent.get(f"{LIST}/{stranger}"), agent.get(f"{LIST}/{absent}")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger), str(absent)) == nobodys.content.decode()
