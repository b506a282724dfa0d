"""What an actor may see of accounts, and repositories by their git remote."""

import pytest
from django.db import connection

from accounts.actors import Actor
from accounts.exceptions import APIKeyNotFound, BadRemote
from accounts.models import AIProviderKey, APIKey, GitHubRepository, User
from accounts.services.api_keys import revoke_visible_api_key
from accounts.services.provider_keys import store_provider_key
from tests.factories import make_api_key, make_curator, make_repository, make_user

pytestmark = pytest.mark.django_db


def store_key(user):
    return store_provider_key(user=user, provider="openai", api_key="sk-a-key-that-is-long")


MAKERS = [
    (APIKey, lambda user: make_api_key(user=user)[0]),
    (AIProviderKey, store_key),
    (GitHubRepository, lambda user: make_repository(user=user)),
]


@pytest.mark.parametrize(("model", "make"), MAKERS)
def test_an_agent_sees_its_users_rows_alone(model, make):
    key, _ = make_api_key()
    mine, _ = make(key.user), make(make_user())

    assert set(model.objects.visible_to(Actor.agent(key))) - {key} == {mine}


@pytest.mark.parametrize(("model", "make"), MAKERS)
def test_a_curator_sees_everybodys_rows(model, make):
    rows = {make(make_user()), make(make_user())}

    assert set(model.objects.visible_to(Actor.curator(make_curator()))) == rows


def test_an_agent_sees_its_own_user_and_a_curator_everybody():
    key, _ = make_api_key()
    curator = make_curator()

    assert set(User.objects.visible_to(Actor.agent(key))) == {key.user}
    assert set(User.objects.visible_to(Actor.curator(curator))) == {key.user, curator}


def test_an_agent_revokes_a_key_of_its_user():
    key, _ = make_api_key()
    other, _ = make_api_key(user=key.user)

    revoke_visible_api_key(api_key_id=other.pk, actor=Actor.agent(key))

    assert APIKey.objects.get() == key


def test_a_strangers_key_cannot_be_revoked():
    key, _ = make_api_key()
    other, _ = make_api_key()

    with pytest.raises(APIKeyNotFound):
        revoke_visible_api_key(api_key_id=other.pk, actor=Actor.agent(key))

    assert APIKey.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("remote", "pages"),
    [
        ("ACME/shop", {"", "https://github.com/acme/shop", "https://gitlab.com/Acme/Shop"}),
        ("git@github.com:acme/shop.git", {"", "https://github.com/acme/shop"}),
        ("https://GITLAB.com/acme/shop", {"", "https://gitlab.com/Acme/Shop"}),
        ("https://lab.com/acme/shop", {""}),
        ("https://github.org/acme/shop", {""}),
        ("acme/till", set()),
    ],
)
def test_a_remote_finds_repositories_of_its_name_and_host(remote, pages):
    make_repository(github_full_name="acme/shop")
    make_repository(github_full_name="Acme/Shop", github_html_url="https://gitlab.com/Acme/Shop")
    make_repository(github_full_name="acme/shop", github_html_url="")
    make_repository(github_full_name="acme/shopping")

    found = GitHubRepository.objects.of_remote(remote)

    assert set(found.values_list("github_html_url", flat=True)) == pages


def test_a_text_that_is_no_remote_is_refused():
    with pytest.raises(BadRemote):
        GitHubRepository.objects.of_remote("shop")


def test_a_name_is_looked_up_in_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = GitHubRepository.objects.of_remote("Acme/Shop").order_by().explain()

    assert "github_repositories_by_name" in plan
