"""The page of decisions: what was decided together, whether it was undone, page by page."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision
from backlog.models import BacklogItem, StatusChange
from backlog.operations import operations_before
from backlog.services.carrying_out import release
from backlog.services.claiming import claim
from backlog.services.deciding import decide_many
from backlog.services.undoing import undo
from tests.admin_pages import signed_in
from tests.factories import make_curator, make_item, make_repository, make_user, make_viewer

pytestmark = pytest.mark.django_db

PAGE = "/admin/backlog/backlogitem/decisions/"


def decided(*items, decision=Decision.APPROVE, user=None, reason="Because"):
    """Decide about new items and give the operation's id."""
    outcome = decide_many(
        seen={item.pk: item.status for item in items},
        decision=decision,
        actor=Actor.curator(user or make_curator()),
        reason=reason,
    )
    return outcome.operation_id


def listed(query=None, client=None):
    page = (client or signed_in(make_viewer())).get(PAGE, query or {})
    return page.context["operations"]


def ids(query=None):
    return [operation.id for operation in listed(query)]


def test_a_decision_is_told_with_who_when_why_and_about_what():
    curator = make_curator()
    new = [make_item(title=f"Item {n}") for n in range(4)]
    deferred = make_item(title="Later", status="deferred")
    operation_id = decided(*new, deferred, user=curator, reason="In this release")

    (operation,) = listed()

    assert operation.id == operation_id
    assert (operation.change.user, operation.change.reason) == (curator, "In this release")
    assert operation.change.channel == Channel.ADMIN
    assert [tuple(move) for move in operation.moves] == [
        ("deferred", "approved", 1),
        ("new", "approved", 4),
    ]
    assert (operation.number, len(operation.items), operation.unnamed) == (5, 3, 2)
    assert {item.title for item in operation.items} < {"Later", *(f"Item {n}" for n in range(4))}


def test_decisions_are_listed_newest_first():
    first, second = decided(make_item()), decided(make_item())

    assert ids() == [second, first]


def test_executions_and_restored_items_are_no_decisions():
    item = make_item(status="approved")
    claim(repository_id=item.repository_id, actor=Actor.operator())
    release(item_id=item.pk, actor=Actor.operator())

    assert StatusChange.objects.count() == 2
    assert ids() == []


def test_a_move_by_another_program_is_listed_with_its_database_role():
    BacklogItem.objects.filter(pk=make_item().pk).update(status="approved")

    page = signed_in(make_viewer()).get(PAGE)

    (operation,) = page.context["operations"]
    assert operation.change.user is None
    assert operation.change.database_role in page.text


@pytest.mark.parametrize(("taken_back", "told"), [(0, ""), (1, "partly undone"), (2, "undone")])
def test_a_decision_tells_how_much_of_it_was_undone(taken_back, told):
    items = [make_item(), make_item()]
    operation_id = decided(*items)
    if taken_back:
        some = [item.pk for item in items[:taken_back]]
        undo(operation_id=operation_id, actor=Actor.curator(make_curator()), item_ids=some)

    assert [one.undone for one in listed() if one.id == operation_id] == [told]


def test_undoing_is_listed_as_one_decision_even_where_it_takes_two_steps():
    item = make_item(status="approved")
    operation_id = decided(item, decision=Decision.REJECT)
    undo(operation_id=operation_id, actor=Actor.curator(make_curator()))

    undoing, rejection = listed()

    assert (undoing.number, undoing.change.undoes_operation_id) == (1, rejection.id)
    assert [tuple(move)[:2] for move in undoing.moves] == [
        ("new", "approved"),
        ("rejected", "new"),
    ]


def test_decisions_are_filtered_by_person_and_by_what_was_decided():
    curator, other = make_curator(), make_curator()
    approved = decided(make_item(), user=curator)
    rejected = decided(make_item(), user=other, decision=Decision.REJECT)
    reopened = decided(make_item(status="rejected"), user=curator, decision=Decision.REOPEN)
    undone = undo(operation_id=rejected, actor=Actor.curator(curator)).operation_id

    assert ids({"user": str(curator.pk)}) == [undone, reopened, approved]
    assert ids({"decision": "reject"}) == [rejected]
    assert ids({"decision": "reopen"}) == [reopened]
    assert ids({"decision": "undo"}) == [undone]
    assert ids({"user": str(curator.pk), "decision": "approve"}) == [approved]


@pytest.mark.parametrize(
    "query", [{"user": "me"}, {"user": str(uuid.UUID(int=1))}, {"decision": "\x00"}]
)
def test_an_unknown_person_or_decision_finds_nothing_and_is_told(query):
    decided(make_item())

    page = signed_in(make_viewer()).get(PAGE, query)

    assert page.context["operations"] == []
    assert "Select a valid choice." in page.text


@pytest.mark.parametrize("before", ["now", "2026-01-01T00:00:00", "\x00", "9" * 30])
def test_a_place_that_is_no_time_shows_the_newest(before):
    operation_id = decided(make_item())

    assert ids({"before": before}) == [operation_id]


def test_pages_hold_each_decision_once(monkeypatch):
    monkeypatch.setattr("backlog.admin.decisions.DECISIONS_A_PAGE", 2)
    made = [decided(make_item(), make_item()) for _ in range(5)]
    client = signed_in(make_viewer())

    pages, address = [], PAGE
    while address:
        page = client.get(address)
        pages.append([operation.id for operation in page.context["operations"]])
        older = page.context["older"]
        address = older and f"{PAGE}{older}"

    assert pages == [made[4:2:-1], made[2:0:-1], made[:1]]


def test_older_pages_keep_the_filters_and_lead_back(monkeypatch):
    monkeypatch.setattr("backlog.admin.decisions.DECISIONS_A_PAGE", 1)
    curator = make_curator()
    for _ in range(2):
        decided(make_item(), user=curator)
    client = signed_in(make_viewer())

    first = client.get(PAGE, {"user": str(curator.pk)})
    second = client.get(f"{PAGE}{first.context['older']}")

    assert first.context["newest"] is None
    assert second.context["newest"] == f"?user={curator.pk}"
    assert len(second.context["operations"]) == 1


def test_decisions_that_were_made_at_the_same_time_are_listed_once_each():
    item, count = make_item(), 6
    first, second = uuid.uuid4(), uuid.uuid4()
    began = timezone.now()
    StatusChange.objects.bulk_create(
        StatusChange(
            item=item,
            from_status="new",
            to_status="approved",
            channel="admin",
            changed_at=began + timedelta(seconds=n),
            operation_id=first if n % 2 else second,
        )
        for n in range(count)
    )

    newest = operations_before(None, 1)
    older = operations_before(newest.before, 1)

    assert [one.id for one in newest.operations] == [first]
    assert [one.id for one in older.operations] == [second]


def test_a_decision_about_very_many_items_leaves_the_older_ones_reachable(monkeypatch):
    monkeypatch.setattr("backlog.operations.CHANGES_GROUPED", 10)
    older = decided(make_item())
    repository = make_repository()
    large = decided(*[make_item(repository=repository) for _ in range(12)])

    newest = operations_before(None, 5)
    page = newest
    found = []
    while page.before is not None:
        page = operations_before(page.before, 5)
        found += page.operations

    assert [(one.id, one.number) for one in newest.operations] == [(large, 12)]
    assert [one.id for one in found] == [older]


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_asks_a_fixed_number_of_queries(number, django_assert_num_queries):
    curator, repository = make_curator(), make_repository()
    for _ in range(number):
        decided(make_item(repository=repository), make_item(repository=repository), user=curator)
    client = signed_in(curator)
    client.get(PAGE)

    with django_assert_num_queries(11):
        client.get(PAGE)


def test_only_deciders_are_offered_to_undo():
    decided(make_item())

    offered = [
        ">Undo</button>" in signed_in(make()).get(PAGE).text for make in (make_curator, make_viewer)
    ]

    assert offered == [True, False]


def test_what_is_undone_is_not_offered_to_be_undone_again():
    operation_id = decided(make_item())
    undo(operation_id=operation_id, actor=Actor.curator(make_curator()))

    page = signed_in(make_curator()).get(PAGE)

    assert (">Undo</button>" in page.text, page.text.count(">Redo</button>")) == (False, 1)
    assert f'value="{operation_id}"' not in page.text


def test_who_may_not_see_the_backlog_does_not_see_its_decisions():
    assert signed_in(make_user(is_staff=True)).get(PAGE).status_code == 403


def test_hostile_titles_and_reasons_are_escaped():
    hostile = "<script>alert(1)</script>"
    decided(make_item(title=hostile), reason=hostile)

    page = signed_in(make_curator()).get(PAGE)

    assert (len(page.context["operations"]), hostile in page.text) == (1, False)


def test_the_sidebar_leads_to_the_decisions():
    assert f'href="{PAGE}"' in signed_in(make_viewer()).get("/admin/").text
