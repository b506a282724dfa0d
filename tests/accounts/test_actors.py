from functools import partial

import pytest

from accounts.actors import Actor
from accounts.choices import Channel
from accounts.models import APIKey, GitHubRepository, User
from tests.factories import (
    make_administrator,
    make_api_key,
    make_curator,
    make_repository,
    make_user,
    make_viewer,
)


@pytest.mark.django_db
@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("make", [make_curator, make_administrator])
def test_a_key_never_decides_through_whatever_it_acts(channel, make):
    user = make()
    assert Actor(channel, user, APIKey(user=user).pk).may_decide is False


@pytest.mark.django_db
@pytest.mark.parametrize("channel", [Channel.ADMIN, Channel.API])
@pytest.mark.parametrize(
    ("make", "may_decide"),
    [
        (make_curator, True),
        (make_administrator, True),
        (partial(make_user, is_superuser=True), True),
        (make_viewer, False),
        (make_user, False),
        (partial(make_user, is_staff=True), False),
        (partial(make_curator, is_active=False), False),
        (partial(make_administrator, is_active=False), False),
    ],
)
def test_of_those_signed_in_active_curators_and_administrators_decide(channel, make, may_decide):
    assert Actor.curator(make(), channel).may_decide is may_decide


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
