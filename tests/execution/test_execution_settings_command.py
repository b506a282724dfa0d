"""`manage.py execution_settings` shows a repository's settings and changes them."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from execution.models import ExecutionPolicy
from execution.services.policies import policy_of
from tests.factories import make_administrator, make_execution_policy, make_repository, make_user

pytestmark = pytest.mark.django_db

DEFAULTS = """\
acme/shop
  --items-at-once    3
  --tasks-at-once    2
  --minutes-per-item 120
  --setup            off
  --typescript       off
  --eslint           off
  --build            off
  --tests            off
"""


def run(*arguments):
    output = StringIO()
    call_command("execution_settings", *arguments, stdout=output)
    return output.getvalue()


def refusal_of(*arguments):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    return str(refused.value)


def test_a_repository_without_settings_is_shown_with_the_defaults():
    make_repository(github_full_name="acme/shop")

    assert run("Acme/Shop") == DEFAULTS + "Nothing was set: these are the defaults.\n"
    assert not ExecutionPolicy.objects.exists()


def test_settings_are_shown_with_who_saved_them():
    repository = make_repository(github_full_name="acme/shop")
    make_execution_policy(
        repository=repository,
        tests_command="npm test",
        saved_at=datetime(2026, 5, 4, 10, 30, tzinfo=UTC),
        user=make_administrator(github_username="octocat"),
    )

    assert run("acme/shop") == (
        DEFAULTS.replace("once    3", "once    1").replace(
            "--tests            off", "--tests            npm test"
        )
        + "Saved at 2026-05-04 10:30 by octocat.\n"
    )


def test_what_is_given_is_set_and_shown():
    repository = make_repository(github_full_name="acme/shop")
    make_execution_policy(repository=repository, tests_command="npm test", build_command="make")

    shown = run("acme/shop", "--items-at-once", "4", "--tests", "sh -c 'a && b'", "--build", "")

    policy = policy_of(repository.pk)
    assert (policy.items_at_once, policy.tests_command) == (4, "sh -c 'a && b'")
    assert policy.build_command == ""
    assert "  --tests            sh -c 'a && b'\n" in shown
    assert shown.splitlines()[-1].endswith(" by a command.")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("--items-at-once", "many"),
            "--items-at-once: “many” must be a whole number from 1 to 100.",
        ),
        (
            ("--setup", "npm ci; true ;"),
            (
                "--setup: “npm ci; true ;” runs without a shell, which ; needs:"
                " write sh -c '...' around it."
            ),
        ),
    ],
)
def test_what_cannot_be_set_is_refused_by_the_name_of_its_option(arguments, problem):
    make_repository(github_full_name="acme/shop")

    assert refusal_of("acme/shop", *arguments) == problem
    assert not ExecutionPolicy.objects.exists()


def test_an_unknown_repository_is_refused():
    assert "acme/nothing" in refusal_of("acme/nothing", "--tests", "make")


def test_of_two_repositories_of_one_name_the_owner_tells_which():
    theirs = make_repository(
        github_full_name="acme/shop", user=make_user(github_username="octocat")
    )
    other = make_repository(github_full_name="acme/shop", user=make_user())

    run("acme/shop", "--user", "octocat", "--items-at-once", "9")

    assert policy_of(theirs.pk).items_at_once == 9
    assert policy_of(other.pk).items_at_once == 3
    assert refusal_of("acme/shop")
