import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from tests.admin_pages import add_page_of, administrator, page_of, signed_in
from tests.factories import make_curator, make_user

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
    add(role="Curator")

    user = User.objects.get(github_username="octocat")
    assert (user.is_staff, user.role, user.check_password(PASSWORD)) == (True, "Curator", True)


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


def test_editing_changes_columns_and_the_role():
    user = make_user()

    edit(user, role="Viewer", github_email="a@example.com")

    user.refresh_from_db()
    assert (user.is_staff, user.github_email, user.role) == (True, "a@example.com", "Viewer")


def test_editing_leaves_other_groups_alone():
    user, group = make_curator(), Group.objects.create(name="reviewers")
    user.groups.add(group)

    edit(user, role="")

    assert list(user.groups.all()) == [group]


def test_page_shows_the_role_that_the_user_has():
    page = signed_in(administrator()).get(page_of(make_curator()))

    assert page.context["adminform"].form["role"].initial == "Curator"


@pytest.mark.parametrize(
    "change", [{"role": "Curator"}, {"role": "Administrator", "is_active": ""}]
)
def test_the_last_administrator_can_not_give_it_up(change):
    user = administrator()
    form = {"github_username": user.github_username, "is_active": "on", **change}

    page = signed_in(user).post(page_of(user), {k: v for k, v in form.items() if v})

    only = f"{user.github_username} is the only active administrator"
    assert page.context["adminform"].form.non_field_errors() == [
        f"{only}: make somebody else administrator first."
    ]
    assert User.objects.get().role == "Administrator"


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
