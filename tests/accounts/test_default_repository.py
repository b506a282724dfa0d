import uuid

import pytest

from accounts.exceptions import RepositoryNotChoosable
from accounts.models import User
from accounts.services.default_repository import choose_repository
from tests.admin_pages import messages_of, signed_in
from tests.factories import make_curator, make_repository, make_user, make_viewer

pytestmark = pytest.mark.django_db

CHOOSE = "/admin/repository/"
SEARCH = "/admin/repository/search/"


def remembered(user):
    return User.objects.get(pk=user.pk).default_repository


def test_a_choice_is_remembered_for_the_person_alone():
    user, other, repository = make_user(), make_user(), make_repository()

    choose_repository(user_id=user.pk, repository_id=repository.pk)

    assert (remembered(user), remembered(other)) == (repository, None)


def test_choosing_none_stands_for_all_repositories():
    user = make_user(default_repository=make_repository())

    choose_repository(user_id=user.pk, repository_id=None)

    assert remembered(user) is None


@pytest.mark.parametrize("is_there", [True, False], ids=["inactive", "unknown"])
def test_what_takes_no_part_cannot_be_chosen(is_there):
    kept = make_repository()
    user = make_user(default_repository=kept)
    wanted = make_repository(is_active=False).pk if is_there else uuid.uuid4()

    with pytest.raises(RepositoryNotChoosable):
        choose_repository(user_id=user.pk, repository_id=wanted)

    assert remembered(user) == kept


@pytest.mark.parametrize("make_person", [make_curator, make_viewer])
def test_whoever_sees_the_admin_chooses_and_returns_to_the_same_page(make_person):
    user, repository = make_person(), make_repository()
    page = "/admin/backlog/filtereditem/rules/"

    answer = signed_in(user).post(CHOOSE, {"repository": repository.pk, "next": page})

    assert (answer.url, remembered(user)) == (page, repository)


def test_the_button_for_all_repositories_wins_over_the_select():
    repository = make_repository()
    user = make_curator(default_repository=repository)

    answer = signed_in(user).post(CHOOSE, {"repository": repository.pk, "all": "1"})

    assert (answer.url, remembered(user)) == ("/admin/", None)


@pytest.mark.parametrize("given", ["no id", "\0", str(uuid.UUID(int=7))])
def test_a_wrong_choice_is_told_and_changes_nothing(given):
    kept = make_repository()
    user = make_curator(default_repository=kept)

    answer = signed_in(user).post(CHOOSE, {"repository": given})

    assert messages_of(answer) == ["This repository isn't active here: choose one that is."]
    assert remembered(user) == kept


def test_a_get_chooses_nothing():
    user = make_curator()

    answer = signed_in(user).get(CHOOSE, {"repository": make_repository().pk})

    assert (answer.status_code, remembered(user)) == (405, None)


def test_nobody_is_led_to_another_site():
    answer = signed_in(make_curator()).post(CHOOSE, {"next": "https://example.org/"})

    assert answer.url == "/admin/"


def test_who_is_not_signed_in_chooses_nothing(client):
    assert client.post(CHOOSE).url == f"/admin/login/?next={CHOOSE}"


def found(**typed):
    return signed_in(make_curator()).get(SEARCH, typed).json()


def test_active_repositories_are_found_by_a_part_of_their_name():
    shop = make_repository(github_full_name="acme/Web-Shop")
    make_repository(github_full_name="acme/old-shop", is_active=False)
    make_repository(github_full_name="acme/payments")

    assert found(term="shop") == {
        "results": [{"id": str(shop.pk), "text": "acme/Web-Shop"}],
        "pagination": {"more": False},
    }


@pytest.mark.parametrize(
    ("page", "shown", "more"), [("1", 20, True), ("2", 1, False), ("-1", 20, True), ("x", 20, True)]
)
def test_repositories_are_offered_a_page_at_a_time(page, shown, more):
    user = make_user()
    for number in range(21):
        make_repository(user=user, github_full_name=f"acme/shop-{number:02}")

    answer = found(page=page)

    assert (len(answer["results"]), answer["pagination"]) == (shown, {"more": more})
