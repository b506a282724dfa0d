from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import APIKey
from accounts.services.api_keys import authenticate
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def create(*arguments):
    out, err = StringIO(), StringIO()
    call_command("createapikey", *arguments, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_the_key_stands_alone_on_its_line_and_works():
    user = make_user(github_username="octocat")

    out, _ = create("octocat")

    row = authenticate(out.removesuffix("\n"))
    assert row is not None
    assert row.user == user


def test_what_is_to_be_known_of_the_key_goes_elsewhere():
    make_user(github_username="octocat")

    _, err = create("Octocat", "--name", "Nightly agent")

    row = APIKey.objects.get()
    assert err == (
        f"This is the key “Nightly agent” of octocat, id {row.pk}. It isn't shown again.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "name"), [([], "Default"), (["--name", "CI"], "CI"), (["--name= CI "], "CI")]
)
def test_the_key_has_the_name_that_was_given(arguments, name):
    make_user(github_username="octocat")

    create("octocat", *arguments)

    assert APIKey.objects.get().name == name


def test_each_call_makes_another_key():
    make_user(github_username="octocat")

    assert create("octocat")[0] != create("octocat")[0]
    assert APIKey.objects.count() == 2


def test_an_inactive_user_gets_a_key_and_a_warning():
    make_user(github_username="octocat", is_active=False)

    _, err = create("octocat")

    assert err.splitlines()[1] == "octocat is inactive: the key works once that is changed."


def test_an_unknown_user_is_refused():
    with pytest.raises(CommandError) as refused:
        create("nobody")

    assert str(refused.value) == "There is no user “nobody”."


def test_an_ambiguous_user_is_refused():
    make_user(github_username="octocat")
    make_user(github_username="Octocat")

    with pytest.raises(CommandError) as refused:
        create("OCTOCAT")

    assert str(refused.value) == (
        "Several users are called “OCTOCAT”; rename the outdated ones in the admin."
    )
    assert not APIKey.objects.exists()


def test_a_blank_name_is_refused():
    make_user(github_username="octocat")

    with pytest.raises(CommandError) as refused:
        create("octocat", "--name", " ")

    assert str(refused.value) == (
        "The name of an API key is empty: give at least one visible character."
    )


def test_without_a_user_the_usage_is_shown():
    with pytest.raises(CommandError) as refused:
        create()

    assert str(refused.value) == "Error: the following arguments are required: USER"
