from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.choices import Role
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def create(name: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("createadministrator", name, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_the_password_stands_alone_on_its_line_and_works() -> None:
    out, err = create("octocat")

    user = authenticate(username="octocat", password=out.removesuffix("\n"))
    assert isinstance(user, User)
    assert (user.github_username, user.role) == ("octocat", Role.ADMINISTRATOR)
    assert err == (
        "This is the password of octocat. It isn't shown again;"
        " `manage.py changepassword octocat` sets another.\n"
    )


def test_a_name_that_is_taken_is_refused() -> None:
    make_user(github_username="octocat")

    with pytest.raises(CommandError, match=r"^There is a user “Octocat” already\.$"):
        create("Octocat")

    assert User.objects.count() == 1
