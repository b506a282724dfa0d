import uuid

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import EditConflict, EditingNotAllowed, FieldConflict, ItemNotFound
from backlog.models import BacklogItem, FieldChange, StatusChange
from backlog.services.editing import EDITABLE, add_item, digest, edit_item
from tests.factories import make_api_key, make_curator, make_item, make_repository, make_viewer

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
    "prd_content": "# PRD: Close the file",
}


def edit(item, actor=None, **changes):
    """Edit an item as somebody does who sees it as the variable has it."""
    seen = {name: digest(getattr(item, name)) for name in changes}
    curator = actor or Actor.curator(make_curator())
    return edit_item(item_id=item.pk, changes=changes, seen=seen, actor=curator)


def test_every_editable_column_has_a_value_here():
    assert set(VALUES) == set(EDITABLE)


@pytest.mark.parametrize("column", VALUES)
def test_editing_changes_the_named_column(column):
    edit(make_item(), **{column: VALUES[column]})
    assert BacklogItem.objects.values_list(column, flat=True).get() == VALUES[column]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "rejected"),
        ("branch_name", "mason/x"),
        ("pr_url", "https://example.com/pull/1"),
        ("benefits", ["none"]),
    ],
)
def test_editing_leaves_every_other_column_alone(column, value):
    item = make_item()
    before = BacklogItem.objects.values().get()

    edit(item, **{column: value})

    assert BacklogItem.objects.values().get() == before


@pytest.mark.parametrize("column", ["area", "type", "prd_content"])
def test_an_emptied_column_holds_nothing(column):
    edit(make_item(**{column: VALUES[column]}), **{column: ""})
    assert BacklogItem.objects.values_list(column, flat=True).get() is None


def test_editing_an_absent_item_says_so():
    item_id = uuid.uuid4()
    actor = Actor.curator(make_curator())
    with pytest.raises(ItemNotFound, match=str(item_id)):
        edit_item(item_id=item_id, changes={"title": "x"}, seen={}, actor=actor)


@pytest.mark.parametrize(
    "actor",
    [
        lambda: Actor.curator(make_viewer()),
        lambda: Actor.agent(make_api_key(user=make_curator())[0]),
    ],
    ids=["viewer", "agent"],
)
def test_only_curators_add_and_edit(actor):
    with pytest.raises(EditingNotAllowed):
        edit(make_item(title="Before"), actor(), title="After")
    with pytest.raises(EditingNotAllowed):
        add_item(item=written_by_hand(), actor=actor())
    assert [item.title for item in BacklogItem.objects.all()] == ["Before"]


def test_a_text_that_changed_meanwhile_is_refused_with_both_texts():
    item = make_item(problem="Seen.", solution="Seen too.")
    BacklogItem.objects.update(problem="Theirs.")

    with pytest.raises(EditConflict) as refusal:
        edit(item, problem="Mine.", solution="Mine too.")

    assert refusal.value.conflicts == {"problem": FieldConflict(current="Theirs.", yours="Mine.")}
    assert BacklogItem.objects.values_list("problem", "solution").get() == ("Theirs.", "Seen too.")


def test_texts_that_two_people_edited_apart_both_change():
    item = make_item()
    BacklogItem.objects.update(problem="Theirs.")

    edit(item, solution="Mine.")

    assert BacklogItem.objects.values_list("problem", "solution").get() == ("Theirs.", "Mine.")


def test_two_who_write_the_same_text_agree():
    item = make_item()
    BacklogItem.objects.update(problem="The same.")

    edit(item, problem="The same.")

    assert BacklogItem.objects.get().problem == "The same."


def test_line_ends_of_a_browser_are_no_difference():
    item = make_item(problem="One.\nTwo.")
    seen = {"problem": digest("One.\r\nTwo.")}
    actor = Actor.curator(make_curator())

    edit_item(item_id=item.pk, changes={"problem": "Three."}, seen=seen, actor=actor)

    assert BacklogItem.objects.get().problem == "Three."


def history():
    return list(FieldChange.objects.order_by("pk").values_list("field", "before", "after"))


def test_each_changed_text_is_kept_as_it_was_with_who_changed_it():
    item = make_item(title="Old", impact_score=6)
    curator = make_curator()

    edit(item, Actor.curator(curator), title="New", impact_score=7, problem=item.problem)

    assert history() == [("title", "Old", "New"), ("impact_score", "6", "7")]
    changes = FieldChange.objects.all()
    assert {(row.item_id, row.user, row.channel) for row in changes} == {
        (item.pk, curator, "admin")
    }
    assert len({row.operation_id for row in changes}) == 1


def test_a_text_that_plain_sql_changes_is_kept_too():
    make_item()
    BacklogItem.objects.update(prd_content="# PRD: x")

    assert history() == [("prd_content", None, "# PRD: x")]
    assert FieldChange.objects.get().channel == "sql"


def test_a_decision_changes_no_text():
    make_item()
    BacklogItem.objects.update(status="approved")
    assert history() == []
