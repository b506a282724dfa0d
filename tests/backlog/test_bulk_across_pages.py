"""Decisions over all that fits the filter, and the reason that a rejection needs."""

import json
import re
import uuid

import pytest

from accounts.actors import Actor
from backlog.choices import DECIDED_TOGETHER, Decision
from backlog.exceptions import MissingValue, TooManyItems
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide, decide_many
from tests.admin_pages import messages_of, signed_in
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/backlogitem/"


def fill(number, **values):
    repository = make_repository()
    return BacklogItem.objects.bulk_create(
        BacklogItem(repository=repository, title=f"Item {n}", problem="", solution="", **values)
        for n in range(number)
    )


def ask_about_all(client, query="", action="approve"):
    """What the list sends when all rows of all pages are selected."""
    form = {"action": action, "_selected_action": ["0" * 32], "select_across": "1"}
    return client.post(f"{LIST}{query}", form)


def confirm(client, asked, reason=""):
    """What the confirming page sends."""
    question = asked.context["question"]
    seen = json.dumps(question.form["seen"].initial)
    return client.post(question.action_url, {"seen": seen, "reason": reason})


def test_all_that_fits_the_filters_and_the_search_is_decided_about_and_nothing_else():
    client = signed_in(make_curator())
    wanted = [make_item(title=f"Parser {n}", area="backend") for n in range(40)]
    others = [make_item(title="Parser", area="frontend"), make_item(title="Lexer", area="backend")]

    confirm(client, ask_about_all(client, "?q=parser&area=backend"))

    approved = BacklogItem.objects.filter(status="approved")
    assert set(approved.values_list("pk", flat=True)) == {item.pk for item in wanted}
    assert [BacklogItem.objects.get(pk=item.pk).status for item in others] == ["new", "new"]


def test_what_fits_only_after_the_question_is_not_decided_about():
    client = signed_in(make_curator())
    make_item(area="backend")
    asked = ask_about_all(client, "?area=backend")
    late = make_item(area="backend")

    confirm(client, asked)

    assert BacklogItem.objects.get(pk=late.pk).status == "new"


def test_the_largest_decision_is_made_told_and_undone():
    fill(DECIDED_TOGETHER)
    client = signed_in(make_curator())

    asked = ask_about_all(client, action="reject")
    assert asked.context["question"].title == "Reject 10,000 backlog items"
    told = messages_of(confirm(client, asked, "Not this year"))

    assert told == ["Rejected 10,000 backlog items."]
    operation = StatusChange.objects.values_list("operation_id", flat=True).distinct().get()
    undone = client.post(f"{LIST}undo/", {"operation": operation})
    assert messages_of(undone)[-1] == "Undid the decision about 10,000 backlog items."


def test_the_result_of_a_large_decision_names_few_and_loads_no_more():
    items = fill(1_000, status="rejected")
    client = signed_in(make_curator())
    seen = json.dumps({str(item.pk): "rejected" for item in items})

    told = messages_of(client.post(f"{LIST}approve/", {"seen": seen, "reason": ""}))

    assert len(told) == 1
    assert re.fullmatch(
        r"Left 1,000 backlog items unchanged: (“Item \d+”, ){2}“Item \d+” and 997 more\. "
        r"The item is rejected and can't become approved now; it may become new\.",
        told[0],
    )


def test_more_than_can_be_decided_about_is_refused_with_what_to_do():
    fill(DECIDED_TOGETHER + 1)

    answer = ask_about_all(signed_in(make_curator()))

    assert messages_of(answer) == [
        (
            "More than 10,000 backlog items are selected, and a decision is about at most 10,000:"
            " filter the list further."
        )
    ]


def test_a_forged_selection_of_too_many_is_refused():
    seen = json.dumps({str(uuid.UUID(int=n)): "new" for n in range(DECIDED_TOGETHER + 1)})

    answer = signed_in(make_curator()).post(f"{LIST}approve/", {"seen": seen, "reason": ""})

    assert messages_of(answer) == [
        "A decision is about at most 10,000 items: filter the list further."
    ]


def test_the_service_decides_about_so_many_and_no_more():
    actor = Actor.curator(make_curator())
    seen = {uuid.UUID(int=n): "new" for n in range(DECIDED_TOGETHER + 1)}

    with pytest.raises(TooManyItems):
        decide_many(seen=seen, decision=Decision.APPROVE, actor=actor)


def test_the_question_counts_by_status_and_names_the_first_ten_of_the_list():
    make_item(title="Deferred before", status="deferred", impact_score=1)
    for n in range(11):
        make_item(title=f"Fresh {n:02}", impact_score=10)
    client = signed_in(make_curator())

    question = ask_about_all(client).context["question"]

    assert question.summary == "By status: 11 New, 1 Deferred."
    assert [subject[:8] for subject in question.subjects] == [
        *(f"Fresh {n:02}" for n in range(10)),
        "and 2 mo",
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_a_question_asks_a_fixed_number_of_queries(number, django_assert_num_queries):
    fill(number)
    client = signed_in(make_curator())
    ask_about_all(client)

    with django_assert_num_queries(9):
        ask_about_all(client)


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_the_services_reject_nothing_without_a_reason(reason):
    item, actor = make_item(), Actor.curator(make_curator())
    told = r"^reason is missing: give why it is rejected\.$"

    with pytest.raises(MissingValue, match=told):
        decide(item_id=item.pk, seen="new", decision=Decision.REJECT, actor=actor, reason=reason)
    with pytest.raises(MissingValue, match=told):
        decide_many(seen={item.pk: "new"}, decision=Decision.REJECT, actor=actor, reason=reason)

    assert BacklogItem.objects.get().status == "new"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rejection_without_a_reason_is_asked_about_again_with_the_selection(reason):
    client, items = signed_in(make_curator()), [make_item(), make_item()]
    query = "?area=backend"
    asked = ask_about_all(client, query, action="reject")

    again = confirm(client, asked, reason)

    question = again.context["question"]
    assert question.form.errors == {
        "reason": ["Say why: it tells reviewers what not to propose again."]
    }
    assert "Say why: it tells reviewers what not to propose again." in again.text
    assert json.loads(question.form["seen"].value()) == {str(item.pk): "new" for item in items}
    assert question.action_url == asked.context["question"].action_url
    assert not StatusChange.objects.exists()


def test_a_rejection_on_a_page_without_a_reason_is_asked_about_again():
    client, item = signed_in(make_curator()), make_item()
    seen = json.dumps({str(item.pk): "new"})

    again = client.post(f"{LIST}{item.pk}/reject/", {"seen": seen, "reason": " "})

    assert set(again.context["question"].form.errors) == {"reason"}
    assert BacklogItem.objects.get().status == "new"


def test_a_missing_reason_does_not_hide_a_tampered_selection():
    answer = signed_in(make_curator()).post(f"{LIST}reject/", {"seen": "[]", "reason": ""})

    assert answer.status_code == 400


@pytest.mark.parametrize("decision", ["approve", "defer", "reopen"])
def test_other_decisions_need_no_reason(decision):
    client = signed_in(make_curator())
    make_item(status="rejected" if decision == "reopen" else "new")

    confirm(client, ask_about_all(client, action=decision))

    assert StatusChange.objects.get().reason == ""


def test_the_curators_own_last_reasons_are_suggested_when_rejecting():
    curator, other = make_curator(), make_curator()
    reasons = [(curator, "Too small"), (curator, "On purpose"), (other, "Theirs")]
    for user, reason in [*reasons, (curator, "Too small")]:
        decide(
            item_id=make_item().pk,
            seen="new",
            decision=Decision.REJECT,
            actor=Actor.curator(user),
            reason=reason,
        )
    make_item()

    asked = ask_about_all(signed_in(curator), action="reject")

    assert asked.context["question"].suggestions == ("Too small", "On purpose")
    assert '<option value="Too small"></option>' in asked.text


def test_no_reasons_are_suggested_for_other_decisions():
    make_item()

    asked = ask_about_all(signed_in(make_curator()), action="approve")

    assert (asked.context["question"].suggestions, "<datalist" in asked.text) == ((), False)


@pytest.mark.parametrize(
    ("number", "words"), [(3, "Select all 62"), (2, "Select all that fit, more than 60")]
)
def test_the_list_offers_all_that_fits_and_says_when_it_was_not_counted(number, words, monkeypatch):
    monkeypatch.setattr("accounts.admin.paginating.MAXIMUM_COUNTED", 30 * number)
    monkeypatch.setattr("accounts.admin.paginating.PAGES_AHEAD", 1)
    fill(62)

    page = signed_in(make_curator()).get(LIST)

    assert words in page.text
    assert ("All that fit are selected." in page.text) is (number == 2)
