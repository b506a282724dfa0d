import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from tests.admin_pages import add_page_of, administrator, page_of, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def add(**values: str):
    form = {
        "github_username": "octocat",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **values,
    }
    return signed_in(administrator()).post(add_page_of(User), form)


def edit(user: User, **values: str):
    form = {"github_username": user.github_username, "is_active": "on", **values}
    return signed_in(administrator()).post(page_of(user), form)


def test_added_curator_can_sign_in():
    add(is_staff="on")

    user = User.objects.get(github_username="octocat")
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (True, False, True)


def test_added_user_has_a_github_id_that_no_github_user_has():
    add()

    assert User.objects.get(github_username="octocat").github_id == "local:octocat"


def test_added_user_without_password_can_not_sign_in():
    add(usable_password="false", password1="", password2="")

    assert not User.objects.get(github_username="octocat").has_usable_password()


def test_weak_password_is_refused():
    page = add(password1="short", password2="short")

    assert list(page.context["adminform"].form.errors) == ["password2"]


def test_taken_name_is_refused_in_any_case():
    make_user(github_username="OctoCat")

    page = add()

    assert page.context["adminform"].form.errors == {
        "github_username": ["There is a user “octocat” already."]
    }


def test_editing_changes_columns_and_groups():
    user, group = make_user(), Group.objects.create(name="reviewers")

    edit(user, is_staff="on", github_email="a@example.com", groups=str(group.pk))

    user.refresh_from_db()
    assert (user.is_staff, user.github_email, list(user.groups.all())) == (
        True,
        "a@example.com",
        [group],
    )


def test_own_name_is_not_taken():
    user = make_user(github_username="octocat")

    assert edit(user, github_username="OctoCat").status_code == 302


def test_renaming_to_a_taken_name_is_refused():
    make_user(github_username="taken")

    page = edit(make_user(), github_username="taken")

    assert page.context["adminform"].form.errors == {
        "github_username": ["There is a user “taken” already."]
    }


def test_editing_leaves_the_password_alone():
    user = make_user()
    user.set_password(PASSWORD)
    user.save()

    edit(user, github_email="a@example.com", password="evil")

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_password_form_sets_a_new_password():
    user = make_user()
    form = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    signed_in(administrator()).post(f"/admin/accounts/user/{user.pk}/password/", form)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_page_calls_staff_curators():
    page = signed_in(administrator()).get(page_of(make_user()))

    assert page.context["adminform"].form["is_staff"].label == "Curator"
