"""Setting how a repository's items are executed."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotFound
from execution.exceptions import ExecutionSettingsNotAllowed, WrongExecutionSetting
from execution.models import ExecutionPolicy
from execution.services.policies import policy_of, saved_policy
from execution.services.setting_policies import COMMANDS, NUMBERS, save_policy
from tests.concurrency import at_once
from tests.factories import (
    make_administrator,
    make_api_key,
    make_attempt,
    make_curator,
    make_execution_policy,
    make_execution_run,
    make_item,
    make_repository,
    make_viewer,
)

OPERATOR = Actor.operator()
DEFAULTS = (3, 2, 120, "", "", "", "", "")

in_a_transaction = pytest.mark.django_db


def settings_of(policy):
    return tuple(getattr(policy, name) for name in (*NUMBERS, *COMMANDS))


def save(repository, actor=OPERATOR, **changes):
    return save_policy(repository_id=repository.pk, changes=changes, actor=actor)


@in_a_transaction
def test_a_repository_without_settings_has_the_defaults_and_no_row():
    policy = policy_of(make_repository().pk)

    assert settings_of(policy) == DEFAULTS
    assert not ExecutionPolicy.objects.exists()


@in_a_transaction
def test_saved_settings_are_in_force():
    repository = make_repository()

    save(repository, items_at_once=5, tests_command="npm test")

    assert settings_of(policy_of(repository.pk)) == (5, 2, 120, "", "", "", "", "npm test")


@in_a_transaction
def test_settings_that_are_not_named_stay():
    repository = make_repository()
    save(repository, items_at_once=5, setup_command="npm ci")

    save(repository, setup_command="", minutes_per_item=30)

    assert settings_of(policy_of(repository.pk)) == (5, 2, 30, "", "", "", "", "")


@in_a_transaction
def test_who_saved_and_when_is_kept():
    repository, user, before = make_repository(), make_administrator(), timezone.now()
    make_execution_policy(repository=repository, saved_at=before - timedelta(days=1))

    save(repository, Actor.curator(user), items_at_once=2)

    saved = saved_policy(repository.pk)
    assert saved.user == user
    assert before <= saved.saved_at <= timezone.now()


@in_a_transaction
def test_settings_of_one_repository_are_not_those_of_another():
    save(make_repository(), items_at_once=9)

    assert settings_of(policy_of(make_repository().pk)) == DEFAULTS


@in_a_transaction
@pytest.mark.parametrize(
    "actor",
    [
        lambda: Actor.curator(make_viewer()),
        lambda: Actor.curator(make_curator()),
        lambda: Actor.agent(make_api_key(user=make_administrator())[0]),
    ],
    ids=["viewer", "curator", "agent of an administrator"],
)
def test_nobody_but_administrators_and_operators_sets_commands(actor):
    repository = make_repository()

    with pytest.raises(ExecutionSettingsNotAllowed) as refused:
        save(repository, actor(), tests_command="true")

    assert str(refused.value) == (
        "Only an administrator may change how a repository's items are executed:"
        " its commands run on Mason's machine."
    )
    assert not ExecutionPolicy.objects.exists()


@in_a_transaction
def test_a_repository_that_is_not_there_has_no_settings():
    with pytest.raises(RepositoryNotFound):
        save_policy(repository_id=uuid4(), changes={"items_at_once": 1}, actor=OPERATOR)


@in_a_transaction
@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("items_at_once", 0, "“0” must be a whole number from 1 to 100"),
        ("items_at_once", 101, "“101” must be a whole number from 1 to 100"),
        ("tasks_at_once", -1, "“-1” must be a whole number from 1 to 100"),
        ("tasks_at_once", "two", "“two” must be a whole number from 1 to 100"),
        ("minutes_per_item", 10_081, "“10081” must be a whole number from 1 to 10,080"),
        ("minutes_per_item", None, "“None” must be a whole number from 1 to 10,080"),
        (
            "tests_command",
            "echo 'open",
            "“echo 'open” must close each quote that it opens, and must not end with a backslash",
        ),
        (
            "build_command",
            "npm ci && npm run build",
            (
                "“npm ci && npm run build” runs without a shell, which && needs:"
                " write sh -c '...' around it"
            ),
        ),
        (
            "build_command",
            "npm ci; make",
            "“npm ci; make” runs without a shell, which ; needs: write sh -c '...' around it",
        ),
        (
            "setup_command",
            "'' ci",
            "“'' ci” must begin with the name of a program, which may be env for variables",
        ),
        (
            "setup_command",
            "CI=1 npm ci",
            "“CI=1 npm ci” must begin with the name of a program, which may be env for variables",
        ),
        (
            "eslint_command",
            "npx\neslint",
            (
                "“npx\neslint” must be one line of printable characters;"
                " separate commands by && in sh -c '...'"
            ),
        ),
        (
            "typescript_command",
            "\0tsc",
            (
                "“\0tsc” must be one line of printable characters;"
                " separate commands by && in sh -c '...'"
            ),
        ),
        ("shell", "sh", f"the settings are {', '.join((*NUMBERS, *COMMANDS))}"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_is_right(name, value, problem):
    repository = make_repository()

    with pytest.raises(WrongExecutionSetting) as refused:
        save(repository, **{"items_at_once": 7, name: value})

    assert str(refused.value) == f"{name}: {problem}."
    assert not ExecutionPolicy.objects.exists()


@in_a_transaction
def test_a_command_that_is_too_long_is_refused():
    assert len(save(make_repository(), tests_command="x" * 2_000).tests_command) == 2_000
    with pytest.raises(WrongExecutionSetting, match="must have at most 2,000 characters"):
        save(make_repository(), tests_command="x" * 2_001)


@in_a_transaction
@pytest.mark.parametrize(
    "command",
    [
        "npm test",
        "sh -c 'npm ci && npm test'",
        "env CI=1 npm test",
        r"""npx tsc -p "my \"app\" & more" --x=';' a\;b""",
        "größe ü",
    ],
)
def test_a_command_is_kept_as_it_was_written_without_blanks_around_it(command):
    assert save(make_repository(), tests_command=f"  {command} ").tests_command == command


@in_a_transaction
@pytest.mark.parametrize(("name", "least", "most"), [(NUMBERS[0], 1, 100), (NUMBERS[2], 1, 10_080)])
def test_numbers_reach_to_their_limits(name, least, most):
    repository = make_repository()

    assert getattr(save(repository, **{name: least}), name) == least
    assert getattr(save(repository, **{name: most}), name) == most


@in_a_transaction
def test_more_room_lets_waiting_attempts_begin():
    repository, run = make_repository(), make_execution_run()
    waiting = [
        make_attempt(run=run, place=place, item=make_item(repository=repository))
        for place in range(1, 4)
    ]

    save(repository, items_at_once=2)

    queued = ProcrastinateJob.objects.order_by("id").values_list("queueing_lock", flat=True)
    assert list(queued) == [str(attempt.pk) for attempt in waiting[:2]]


@pytest.mark.django_db(transaction=True)
def test_first_saves_at_once_lose_nothing_and_fail_for_nobody():
    settings = {
        "items_at_once": 5,
        "tasks_at_once": 6,
        "minutes_per_item": 7,
        "tests_command": "make test",
    }
    for _ in range(10):
        repository = make_repository()
        at_once([partial(save, repository, **{name: value}) for name, value in settings.items()])
        assert settings_of(policy_of(repository.pk)) == (5, 6, 7, "", "", "", "", "make test")
