import uuid

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound
from backlog.models import BacklogItem, StatusChange
from backlog.services.editing import EDITABLE, add_item, edit_item
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db


def written_by_hand(**values):
    return BacklogItem(title="Cache", problem="Slow.", solution="Keep it.", **values)


def test_an_item_written_by_hand_is_new_whatever_it_says():
    item = written_by_hand(repository=make_repository(), status=ItemStatus.APPROVED)

    add_item(item=item, actor=Actor.curator(make_curator()))

    assert BacklogItem.objects.get().status == "new"


def test_an_item_written_by_hand_begins_its_history_with_who_wrote_it():
    curator, repository = make_curator(), make_repository()

    add_item(item=written_by_hand(repository=repository), actor=Actor.curator(curator))

    assert list(
        StatusChange.objects.values_list("from_status", "to_status", "user", "channel", "reason")
    ) == [(None, "new", curator.pk, "admin", "added by hand")]


def test_an_item_without_repository_belongs_to_who_wrote_it():
    curator = make_curator()
    add_item(item=written_by_hand(), actor=Actor.curator(curator))
    assert BacklogItem.objects.get().user == curator


def test_an_item_of_a_repository_belongs_to_its_owner():
    repository = make_repository()
    add_item(item=written_by_hand(repository=repository), actor=Actor.curator(make_curator()))
    assert BacklogItem.objects.get().user == repository.user


VALUES = {
    "title": "Close the file",
    "problem": "It stays open.",
    "solution": "Use with.",
    "area": "frontend",
    "type": "auth",
    "complexity": 5,
    "impact_score": 1,
    "effort_score": 10,
}


def test_every_editable_column_has_a_value_here():
    assert set(VALUES) == set(EDITABLE)


@pytest.mark.parametrize("column", VALUES)
def test_editing_changes_the_named_column(column):
    item = make_item()
    edit_item(item_id=item.pk, changes={column: VALUES[column]})
    assert BacklogItem.objects.values_list(column, flat=True).get() == VALUES[column]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "rejected"),
        ("branch_name", "mason/x"),
        ("pr_url", "https://example.com/pull/1"),
        ("prd_content", "All of it."),
        ("benefits", ["none"]),
    ],
)
def test_editing_leaves_every_other_column_alone(column, value):
    item = make_item()
    before = BacklogItem.objects.values().get()

    edit_item(item_id=item.pk, changes={column: value})

    assert BacklogItem.objects.values().get() == before


def test_editing_an_absent_item_says_so():
    item_id = uuid.uuid4()
    with pytest.raises(ItemNotFound, match=str(item_id)):
        edit_item(item_id=item_id, changes={"title": "x"})
