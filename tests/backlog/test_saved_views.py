"""Lists that people keep under names of their own: the service."""

from functools import partial

import pytest

from backlog.exceptions import (
    MissingValue,
    TooManyViews,
    ValueTooLong,
    ViewExists,
    ViewNotFound,
)
from backlog.models import SavedView
from backlog.services.views import (
    NAME_CHARACTERS,
    QUERY_CHARACTERS,
    VIEWS_OF_A_USER,
    cleaned_query,
    delete_view,
    save_view,
)
from tests.concurrency import at_once
from tests.factories import make_user, make_viewer

pytestmark = pytest.mark.django_db


def test_a_view_is_kept_under_its_name():
    user = make_viewer()

    view = save_view(user=user, name="  Quick \n wins ", query="?quick_win=yes&o=3")

    assert SavedView.objects.values_list("pk", "user", "name", "query").get() == (
        view.pk,
        user.pk,
        "Quick wins",
        "quick_win=yes&o=3",
    )


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?p=4&area=backend&e=1", "area=backend"),
        ("area=&q=file+handle", "q=file+handle"),
        ("q=%00%3Cscript%3E", "q=%00%3Cscript%3E"),
        ("status__in=new&status__in=approved", "status__in=new&status__in=approved"),
        ("priority_from=3&prd=yes", "priority_from=3&prd=yes"),
        ("&&=&x", ""),
    ],
)
def test_a_query_is_kept_without_blanks_and_place(query, kept):
    assert cleaned_query(query) == kept


def test_a_query_that_is_too_long_is_refused():
    longest = f"q={'x' * (QUERY_CHARACTERS - 2)}"

    assert cleaned_query(longest) == longest
    with pytest.raises(ValueTooLong):
        cleaned_query(f"{longest}x")


def test_a_query_that_is_longer_when_escaped_is_refused():
    with pytest.raises(ValueTooLong):
        cleaned_query(f"q={'ä' * (QUERY_CHARACTERS // 2)}")


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\x00", "\u200b"])
def test_a_blank_name_is_refused(name):
    with pytest.raises(MissingValue, match=r"^name is missing: give what the view is called\.$"):
        save_view(user=make_user(), name=name, query="")


def test_a_name_has_at_most_eighty_characters():
    user = make_user()
    save_view(user=user, name="x" * NAME_CHARACTERS, query="")

    with pytest.raises(ValueTooLong):
        save_view(user=user, name="x" * (NAME_CHARACTERS + 1), query="")


def test_another_list_under_the_same_name_is_not_saved_unasked():
    user = make_user()
    save_view(user=user, name="Mine", query="area=backend")

    with pytest.raises(ViewExists):
        save_view(user=user, name="Mine", query="area=frontend")

    assert SavedView.objects.get().query == "area=backend"


def test_another_list_replaces_the_view_on_request():
    user = make_user()
    first = save_view(user=user, name="Mine", query="area=backend")

    second = save_view(user=user, name="Mine", query="area=frontend", replace=True)

    assert (second.pk, SavedView.objects.get().query) == (first.pk, "area=frontend")


def test_the_same_list_is_saved_again_without_asking():
    user = make_user()

    views = [save_view(user=user, name="Mine", query="area=backend") for _ in range(2)]

    assert views[0].pk == views[1].pk


def test_two_people_have_views_of_the_same_name():
    for user in (make_user(), make_user()):
        save_view(user=user, name="Mine", query="")

    assert SavedView.objects.count() == 2


def test_nobody_has_more_views_than_fit_in_a_menu():
    user, other = make_user(), make_user()
    for number in range(VIEWS_OF_A_USER):
        save_view(user=user, name=str(number), query="")

    with pytest.raises(TooManyViews):
        save_view(user=user, name="one more", query="")
    save_view(user=user, name="0", query="area=backend", replace=True)
    save_view(user=other, name="one more", query="")

    assert SavedView.objects.filter(user=user).count() == VIEWS_OF_A_USER


def test_a_view_is_deleted_by_its_user_alone():
    user = make_user()
    view = save_view(user=user, name="Mine", query="area=backend")

    with pytest.raises(ViewNotFound):
        delete_view(user=make_user(), view_id=view.pk)
    deleted = delete_view(user=user, view_id=view.pk)

    assert (deleted.name, deleted.query) == ("Mine", "area=backend")
    assert not SavedView.objects.exists()


def attempt(user, query):
    try:
        return save_view(user=user, name="Mine", query=query).query
    except ViewExists:
        return "refused"


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_name_at_once_leave_one_view():
    user = make_user()
    for _ in range(20):
        saved = at_once([partial(attempt, user, "q=a"), partial(attempt, user, "q=b")])

        view = SavedView.objects.get()
        assert sorted(saved) == sorted([view.query, "refused"])
        view.delete()


@pytest.mark.django_db(transaction=True)
def test_many_saves_at_once_make_no_view_too_many():
    user = make_user()
    for number in range(VIEWS_OF_A_USER - 2):
        save_view(user=user, name=str(number), query="")

    def add(number):
        try:
            save_view(user=user, name=f"new {number}", query="")
        except TooManyViews:
            return 0
        return 1

    assert sum(at_once([partial(add, number) for number in range(8)])) == 2
    assert SavedView.objects.count() == VIEWS_OF_A_USER
