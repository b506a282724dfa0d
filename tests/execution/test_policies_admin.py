"""The pages on which administrators set how a repository's items are executed."""

import pytest

from execution.models import ExecutionPolicy
from execution.services.policies import policy_of, saved_policy
from tests.admin_pages import add_page_of, changelist_of, page_of, signed_in
from tests.factories import (
    make_administrator,
    make_curator,
    make_execution_policy,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

FORM = {
    "items_at_once": "4",
    "tasks_at_once": "3",
    "minutes_per_item": "60",
    "setup_command": "npm ci",
    "typescript_command": "",
    "eslint_command": "",
    "build_command": "",
    "tests_command": "sh -c 'npm run seed && npm test'",
}


def add(client, repository, **values):
    form = {**FORM, "repository": str(repository.pk), **values}
    return client.post(add_page_of(ExecutionPolicy), form)


def test_an_administrator_adds_settings_and_is_recorded():
    repository, user = make_repository(), make_administrator()

    answer = add(signed_in(user), repository)

    saved = saved_policy(repository.pk)
    assert answer.status_code == 302
    assert {name: str(getattr(saved, name)) for name in FORM} == FORM
    assert saved.user == user


def test_an_administrator_changes_settings():
    policy = make_execution_policy(tests_command="make test")
    user = make_administrator()

    answer = signed_in(user).post(page_of(policy), FORM)

    saved = saved_policy(policy.pk)
    assert answer.status_code == 302
    assert {name: str(getattr(saved, name)) for name in FORM} == FORM
    assert saved.user == user


def test_settings_stay_with_their_repository():
    policy, other = make_execution_policy(), make_repository()

    signed_in(make_administrator()).post(page_of(policy), {**FORM, "repository": str(other.pk)})

    assert list(ExecutionPolicy.objects.values_list("repository", flat=True)) == [policy.pk]


def test_a_command_that_cannot_run_is_refused_with_what_is_right():
    repository = make_repository()

    page = add(signed_in(make_administrator()), repository, build_command="make && make install")

    assert page.context["adminform"].form.errors == {
        "build_command": [
            (
                "“make && make install” runs without a shell, which && needs:"
                " write sh -c '...' around it."
            )
        ]
    }
    assert saved_policy(repository.pk) is None


def test_a_repository_that_has_settings_gets_no_second_ones():
    policy = make_execution_policy()

    page = add(signed_in(make_administrator()), policy.repository)

    assert page.context["adminform"].form.errors == {
        "repository": ["This repository has settings already: change those."]
    }


@pytest.mark.parametrize("make_person", [make_viewer, make_curator])
def test_others_see_settings_and_change_none(make_person):
    policy = make_execution_policy(tests_command="make test")
    client = signed_in(make_person())

    page = client.get(page_of(policy))
    answers = [client.post(page_of(policy), FORM), add(client, make_repository())]

    assert page.status_code == 200
    assert "make test" in page.text
    assert 'name="tests_command"' not in page.text
    assert [answer.status_code for answer in answers] == [403, 403]
    assert policy_of(policy.pk).tests_command == "make test"


def test_the_form_says_that_commands_run_without_a_shell():
    page = signed_in(make_administrator()).get(add_page_of(ExecutionPolicy))

    assert "machine, without a shell: write sh -c" in page.text
    assert "For example: npx tsc --noEmit" in page.text


def test_a_repository_leads_to_its_settings():
    policy = make_execution_policy()

    page = signed_in(make_viewer()).get(page_of(policy.repository))

    address = f"{changelist_of(ExecutionPolicy)}?repository__id__exact={policy.pk}"
    assert f'href="{address}"' in page.text


def test_hostile_commands_are_escaped():
    policy = make_execution_policy(tests_command="<script>alert(1)</script>")
    client = signed_in(make_viewer())

    pages = [client.get(url).text for url in (changelist_of(ExecutionPolicy), page_of(policy))]

    assert ["<script>alert(1)" in text for text in pages] == [False, False]
