import pytest

from accounts.actors import Actor
from accounts.choices import Channel
from accounts.models import APIKey, GitHubRepository, User
from tests.factories import make_api_key, make_repository, make_user

CURATOR = {"is_staff": True}
NOBODY_ELSE: dict[str, bool] = {}
INACTIVE = {"is_staff": True, "is_active": False}
ADMINISTRATOR_ONLY = {"is_superuser": True}


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("values", [CURATOR, ADMINISTRATOR_ONLY])
def test_a_key_never_decides_through_whatever_it_acts(channel, values):
    user = User(**values)
    assert Actor(channel, user, APIKey(user=user).pk).may_decide is False


@pytest.mark.parametrize("channel", [Channel.ADMIN, Channel.API])
@pytest.mark.parametrize(
    ("values", "may_decide"),
    [(CURATOR, True), (NOBODY_ELSE, False), (INACTIVE, False), (ADMINISTRATOR_ONLY, False)],
)
def test_of_those_signed_in_active_curators_decide(channel, values, may_decide):
    assert Actor.curator(User(**values), channel).may_decide is may_decide


@pytest.mark.parametrize("channel", [Channel.ADMIN, Channel.API, Channel.SQL])
def test_nobody_does_not_decide(channel):
    assert Actor(channel).may_decide is False


@pytest.mark.parametrize("user", [None, User(), User(is_active=False)])
def test_an_operator_decides_for_whomever(user):
    assert Actor.operator(user).may_decide is True


def test_each_kind_of_actor_has_its_channel_user_and_key():
    user = User()
    key = APIKey(user=user)
    assert [
        (actor.channel, actor.user, actor.api_key_id)
        for actor in (Actor.curator(user), Actor.agent(key), Actor.operator(user))
    ] == [("admin", user, None), ("api", user, key.pk), ("command", user, None)]


def repositories_of(actor):
    return set(GitHubRepository.objects.visible_to(actor))


@pytest.mark.django_db
def test_an_agent_sees_its_users_repositories_alone():
    user = make_user()
    own = make_repository(user=user)
    make_repository()
    assert repositories_of(Actor.agent(make_api_key(user=user)[0])) == {own}


@pytest.mark.django_db
def test_people_see_every_repository():
    user, other = make_user(), make_user()
    rows = {make_repository(user=user), make_repository(user=other)}
    assert [repositories_of(Actor.curator(user)), repositories_of(Actor.operator(user))] == [
        rows,
        rows,
    ]
