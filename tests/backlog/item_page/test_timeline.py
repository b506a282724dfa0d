import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.admin.item_page.differences import Kind, Part
from backlog.admin.item_page.timeline import COMPARED_CHARACTERS, field_label, timeline_of
from backlog.choices import Decision
from backlog.models import BacklogItem, FieldChange, StatusChange
from backlog.services.deciding import decide
from backlog.services.editing import EDITABLE, digest, edit_item
from backlog.services.undoing import undo
from tests.factories import make_api_key, make_curator, make_item

pytestmark = pytest.mark.django_db


def decided(item, decision, curator, reason=""):
    item.refresh_from_db()
    decide(
        item_id=item.pk,
        seen=item.status,
        decision=decision,
        actor=Actor.curator(curator),
        reason=reason,
    )


def edited(item, curator, **changes):
    item.refresh_from_db()
    seen = {name: digest(getattr(item, name)) for name in changes}
    edit_item(item_id=item.pk, changes=changes, seen=seen, actor=Actor.curator(curator))


def entries(item, limit=50):
    return timeline_of(item, limit=limit).entries


def test_decision_tells_who_when_from_to_why_and_through_what():
    item, curator = make_item(), make_curator(github_username="ada")

    decided(item, Decision.REJECT, curator, "Not worth it.")

    change = StatusChange.objects.get()
    (entry,) = entries(item)
    assert (entry.when, entry.who, entry.reason) == (change.changed_at, ("ada",), "Not worth it.")
    assert entry.origin is not None
    assert entry.target is not None
    assert (entry.origin.label, entry.target.label) == ("New", "Rejected")
    assert (entry.channel, entry.database_role) == ("Admin", change.database_role)
    assert (entry.is_decision, entry.operation_id) == (True, change.operation_id)


def test_change_by_plain_sql_names_its_database_role_alone():
    item = make_item()
    BacklogItem.objects.update(status="approved")

    (entry,) = entries(item)

    assert (entry.who, entry.channel) == ((), "Plain SQL")
    assert entry.database_role


def test_agents_key_is_named_beside_its_user():
    key, _ = make_api_key(name="laptop")
    item = make_item()
    moved(item, user_id=key.user_id, api_key_id=key.pk)

    (entry,) = entries(item)

    assert entry.who == (str(key.user), f"API key {key}")


def test_those_who_are_gone_are_named_by_id():
    item, user_id, key_id = make_item(), uuid.uuid4(), uuid.uuid4()
    moved(item, user_id=user_id, api_key_id=key_id)

    (entry,) = entries(item)

    assert entry.who == (f"user {user_id}", f"API key {key_id}")


def moved(item, minutes=0, **values):
    return StatusChange.objects.create(
        **{
            "item": item,
            "from_status": "new",
            "to_status": "approved",
            "changed_at": timezone.now() - timedelta(minutes=minutes),
            "channel": "api",
            "reason": "",
            "database_role": "agent",
            **values,
        }
    )


def test_decisions_and_edits_come_together_the_latest_first():
    item, curator = make_item(), make_curator()
    decided(item, Decision.APPROVE, curator)
    edited(item, curator, problem="Other.")
    decided(item, Decision.DEFER, curator)

    assert [bool(entry.edits) for entry in entries(item)] == [False, True, False]


def test_columns_edited_together_are_one_entry():
    item, curator = make_item(impact_score=5), make_curator()

    edited(item, curator, problem="Other.", impact_score=9)

    (entry,) = entries(item)
    assert {edit.label for edit in entry.edits} == {"Problem", "Impact"}


def test_edit_of_a_text_shows_what_changed_in_it():
    item, curator = make_item(problem="The file stays open."), make_curator()

    edited(item, curator, problem="The file stays locked.")

    (edit,) = entries(item)[0].edits
    assert edit.lines == (
        (
            Part(Kind.SAME, "The file stays "),
            Part(Kind.REMOVED, "open"),
            Part(Kind.ADDED, "locked"),
            Part(Kind.SAME, "."),
        ),
    )


def test_edit_of_a_score_shows_both_values():
    item, curator = make_item(impact_score=None, effort_score=3), make_curator()

    edited(item, curator, impact_score=9)

    (edit,) = entries(item)[0].edits
    assert (edit.label, edit.before, edit.after, edit.lines) == ("Impact", "none", "9", ())


def test_long_text_is_left_to_a_page_of_its_own():
    item, curator = make_item(), make_curator()

    edited(item, curator, prd_content="x" * (COMPARED_CHARACTERS + 1))

    (edit,) = entries(item)[0].edits
    assert (edit.is_long, edit.lines) == (True, ())
    assert edit.change_id == FieldChange.objects.get().pk


@pytest.mark.parametrize(
    ("origin", "target", "is_decision"),
    [
        ("new", "approved", True),
        ("rejected", "new", True),
        ("completed", "new", True),
        ("approved", "in_progress", False),
        ("in_progress", "completed", False),
        (None, "new", False),
    ],
)
def test_what_a_person_decided_can_be_told_from_what_an_execution_did(origin, target, is_decision):
    item = make_item()
    moved(item, from_status=origin, to_status=target)

    assert entries(item)[0].is_decision is is_decision


def test_undoing_and_what_it_undid_are_marked():
    item, curator = make_item(), make_curator()
    decided(item, Decision.APPROVE, curator)
    undo(operation_id=StatusChange.objects.get().operation_id, actor=Actor.curator(curator))

    assert [(entry.is_undoing, entry.is_undone) for entry in entries(item)] == [
        (True, False),
        (False, True),
    ]


def test_history_goes_on_where_a_page_ends():
    item = make_item()
    for minutes in range(7):
        moved(item, minutes, reason=str(minutes))

    first = timeline_of(item, limit=5)
    second = timeline_of(item, limit=5, before=first.before)

    assert [entry.reason for entry in first.entries] == ["0", "1", "2", "3", "4"]
    assert [entry.reason for entry in second.entries] == ["5", "6"]
    assert second.before is None


def test_changes_of_the_same_moment_are_not_parted():
    item, now = make_item(), timezone.now()
    for number in range(4):
        moved(item, reason=str(number), changed_at=now)
    moved(item, 1, reason="earlier")

    first = timeline_of(item, limit=3)

    assert [entry.reason for entry in first.entries] == ["3", "2", "1", "0"]


def test_history_of_another_item_is_not_shown():
    moved(make_item())

    assert entries(make_item()) == ()


@pytest.mark.parametrize("name", EDITABLE)
def test_every_column_that_can_be_edited_has_a_label(name):
    assert field_label(name)[0].isupper()
