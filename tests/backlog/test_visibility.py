import pytest

from accounts.actors import Actor
from backlog.models import BacklogItem
from tests.factories import make_administrator, make_api_key, make_item, make_repository, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def seen_by(actor):
    return set(BacklogItem.objects.visible_to(actor))


def agent_of(user):
    return Actor.agent(make_api_key(user=user)[0])


def test_an_agent_sees_its_users_item_that_belongs_to_no_repository(user):
    item = BacklogItem.objects.create(user=user, title="t", problem="p", solution="s")
    assert seen_by(agent_of(user)) == {item}


def test_an_agent_does_not_see_its_users_item_in_anothers_repository(user):
    make_item(user=user, repository=make_repository())
    assert seen_by(agent_of(user)) == set()


def test_an_agent_sees_anothers_item_in_its_users_repository(user):
    item = make_item(user=make_user(), repository=make_repository(user=user))
    assert seen_by(agent_of(user)) == {item}


def test_an_agent_does_not_see_an_item_of_nobody(user):
    BacklogItem.objects.create(title="t", problem="p", solution="s")
    assert seen_by(agent_of(user)) == set()


def test_a_curators_agent_sees_no_more_than_another():
    make_item()
    assert seen_by(agent_of(make_administrator())) == set()


@pytest.mark.parametrize("who", ["curator", "operator", "operator for a user"])
def test_people_see_everything(user, who):
    actor = {
        "curator": Actor.curator(user),
        "operator": Actor.operator(),
        "operator for a user": Actor.operator(user),
    }[who]
    items = {make_item(), BacklogItem.objects.create(title="t", problem="p", solution="s")}
    assert seen_by(actor) == items
