"""PRDs over the API: their problems, and having one written."""

import shlex

import pytest

from backlog.api.serializers import BacklogItemSerializer
from backlog.models import BacklogItem, FieldChange
from backlog.prd.readiness import NO_PRD
from backlog.prd.template import template_prd
from tests.api_clients import agent_of
from tests.backlog.prd.agents import ScriptedAgent
from tests.backlog.prd.documents import PRD
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db

WRONG = PRD.replace("| 1.2 | Plan |", "| 1.1 | Plan |")
PROBLEM = "line 25: task 1.1 should have a number above 1.1"
PRDS = [(None, [NO_PRD]), ("", [NO_PRD]), (PRD, []), (WRONG, [PROBLEM])]


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def approved(repository, **values):
    return make_item(repository=repository, status="approved", **values)


def generate(agent, item, **headers):
    return agent.post(f"/api/v1/backlog/{item.pk}/generate-prd", headers=headers)


@pytest.mark.parametrize(("prd", "problems"), PRDS)
def test_next_item_comes_with_the_problems_of_its_prd(agent, repository, prd, problems):
    approved(repository, prd_content=prd)

    assert agent.get("/api/v1/backlog/next").json()["item"]["prd_problems"] == problems
    (item,) = agent.get("/api/v1/backlog/next?limit=5").json()["items"]
    assert item["prd_problems"] == problems


@pytest.mark.parametrize(("prd", "problems"), PRDS)
def test_claimed_item_comes_with_the_problems_of_its_prd(agent, repository, prd, problems):
    approved(repository, prd_content=prd)

    answer = agent.post("/api/v1/backlog/claim", {"repository_id": str(repository.pk)}).json()

    assert [item["prd_problems"] for item in answer["items"]] == [problems]


@pytest.mark.parametrize(("prd", "problems"), PRDS)
def test_single_item_comes_with_the_problems_of_its_prd(agent, repository, prd, problems):
    item = approved(repository, prd_content=prd)

    assert agent.get(f"/api/v1/backlog/{item.pk}").json()["prd_problems"] == problems


def test_list_leaves_the_problems_out(agent, repository):
    approved(repository)

    (row,) = agent.get("/api/v1/backlog").json()["results"]

    assert list(row) == list(BacklogItemSerializer().fields)


def test_version_of_an_answered_item_is_the_one_that_is_read(agent, repository):
    item = approved(repository, prd_content=WRONG)

    started = agent.post(f"/api/v1/backlog/{item.pk}/start", {"branch_name": "mason/a"})

    assert started.headers["ETag"] == agent.get(f"/api/v1/backlog/{item.pk}").headers["ETag"]


def test_agent_has_a_prd_written(agent, repository):
    item = approved(repository)

    response = generate(agent, item)

    stored = BacklogItem.objects.get(pk=item.pk)
    assert response.status_code == 200
    assert response.json() == agent.get(f"/api/v1/backlog/{item.pk}").json()
    assert response.json()["prd_problems"] == []
    assert stored.prd_content == template_prd(item)


def test_prd_is_recorded_with_the_key(agent, repository):
    generate(agent, approved(repository))

    change = FieldChange.objects.get()
    key = repository.user.api_keys.get()
    assert (change.user, change.api_key, change.channel) == (repository.user, key, "api")


def test_edited_prd_is_a_conflict(agent, repository):
    item = approved(repository, prd_content="# PRD: By hand")

    response = generate(agent, item)

    assert (response.status_code, response.json()["code"]) == (409, "edited_prd")
    assert BacklogItem.objects.get(pk=item.pk).prd_content == "# PRD: By hand"


def test_assistant_that_fails_is_a_bad_gateway(agent, repository, tmp_path, settings):
    scripted = ScriptedAgent(tmp_path, "Sorry.")
    settings.ASSISTANT, settings.AGENT_COMMAND = "agent", shlex.join(scripted.command)
    item = approved(repository)

    response = generate(agent, item)

    assert (response.status_code, response.json()["code"]) == (502, "prd_not_generated")
    assert "line 1: the title is missing" in response.json()["detail"]
    assert BacklogItem.objects.get(pk=item.pk).prd_content is None


def test_version_that_changed_is_refused_before_anybody_is_asked(
    agent, repository, tmp_path, settings
):
    scripted = ScriptedAgent(tmp_path, PRD)
    settings.ASSISTANT, settings.AGENT_COMMAND = "agent", shlex.join(scripted.command)
    item = approved(repository)
    seen = agent.get(f"/api/v1/backlog/{item.pk}").headers["ETag"]
    BacklogItem.objects.update(title="Now another")

    assert generate(agent, item, **{"if-match": seen}).status_code == 412
    assert scripted.asked == []


def test_item_of_another_user_is_not_there(agent):
    assert generate(agent, make_item()).status_code == 404


def test_body_is_refused(agent, repository):
    item = approved(repository)

    assert agent.post(f"/api/v1/backlog/{item.pk}/generate-prd", {"a": 1}).status_code == 400
