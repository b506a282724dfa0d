"""Selections at the limits of what one action changes, and how the result is told."""

import json

import pytest

from accounts.actors import Actor
from accounts.admin.confirming import named
from accounts.models import GitHubRepository
from backlog.choices import Decision
from backlog.models import BacklogItem, FilteredItem, RestoreFeedback, StatusChange
from backlog.services.deciding import decide
from backlog.services.restoring import restore, restore_many
from tests.admin_pages import changelist_of, messages_of, signed_in
from tests.factories import make_curator, make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db

ITEMS = "/admin/backlog/backlogitem/"
FILTERED = "/admin/backlog/filtereditem/"


def ask_about_all(address, action):
    form = {"action": action, "_selected_action": ["0" * 32], "select_across": "1"}
    return signed_in(make_curator()).post(address, form)


def fill(model, number, **values):
    repository = make_repository()
    model.objects.bulk_create(
        model(repository=repository, title=str(n), problem="", solution="", **values)
        for n in range(number)
    )


FILTERED_VALUES = {
    "area": "backend",
    "type": "backend",
    "complexity": 1,
    "impact_score": 1,
    "effort_score": 1,
    "filter_reason": "r",
    "filter_confidence": "0.9",
}


def test_a_thousand_items_are_decided_about_together():
    fill(BacklogItem, 1000)
    asked = ask_about_all(ITEMS, "approve")
    assert asked.context["question"].title == "Approve 1,000 backlog items"


@pytest.mark.parametrize(("number", "is_refused"), [(1000, False), (1001, True)])
def test_a_thousand_filtered_items_are_restored_together_at_most(number, is_refused):
    fill(FilteredItem, number, **FILTERED_VALUES)
    told = messages_of(ask_about_all(FILTERED, "restore"))
    refusal = ["Select at most 1,000 at a time: filter the list further."]
    assert told == (refusal if is_refused else [])


@pytest.mark.parametrize(("number", "last"), [(10, "9"), (11, "and 1 more"), (13, "and 3 more")])
def test_a_question_names_ten_filtered_items_and_counts_the_rest(number, last):
    fill(FilteredItem, number, **FILTERED_VALUES)
    subjects = ask_about_all(FILTERED, "restore").context["question"].subjects
    assert (len(subjects), subjects[-1].startswith("and")) == (min(number, 11), number > 10)
    assert number == 10 or subjects[-1] == last


@pytest.mark.parametrize(("number", "last"), [(11, "and 1 more"), (13, "and 3 more")])
def test_a_question_names_ten_items_and_counts_the_rest(number, last):
    fill(BacklogItem, number)
    subjects = ask_about_all(ITEMS, "approve").context["question"].subjects
    assert (len(subjects), subjects[-1]) == (11, last)


def test_a_question_about_ten_items_names_them_all():
    fill(BacklogItem, 10)
    subjects = ask_about_all(ITEMS, "approve").context["question"].subjects
    assert len(subjects) == 10


@pytest.mark.parametrize(
    ("titles", "text"),
    [
        (["a"], "“a”"),
        (["a", "b", "c"], "“a”, “b”, “c”"),
        (["a", "b", "c", "d"], "“a”, “b”, “c” and 1 more"),
        (["x" * 80], f"“{'x' * 80}”"),
        (["x" * 81], f"“{'x' * 79}…”"),
    ],
)
def test_three_titles_of_eighty_characters_are_named(titles, text):
    assert named(titles) == text


def test_five_reasons_are_told_and_the_rest_counted():
    seen = {
        str(make_item(status=status).pk): said
        for status, said in {
            "approved": "approved",
            "in_progress": "in_progress",
            "rejected": "rejected",
            "completed": "completed",
            "new": "deferred",
            "deferred": "new",
        }.items()
    } | {str(make_item(status="deferred").pk): "new"}
    form = {"seen": json.dumps(seen), "reason": ""}

    told = messages_of(signed_in(make_curator()).post(f"{ITEMS}approve/", form))

    assert [text.split(":")[0] for text in told[:5]] == [
        text.split(":")[0] for text in told if "unchanged:" in text
    ]
    left = sum(int(text.split()[1]) for text in told)
    assert (len(told), left) == (6, 7)
    assert told[5].endswith("more unchanged, for other reasons.")


def test_the_reason_for_restoring_a_selection_is_kept():
    row = make_filtered_item()
    form = {"seen": json.dumps({str(row.pk): ""}), "reason": "We need it"}
    signed_in(make_curator()).post(f"{FILTERED}restore/", form)
    assert StatusChange.objects.get().reason == "We need it"


@pytest.mark.parametrize("address", [f"{ITEMS}{{}}/approve/", f"{FILTERED}{{}}/restore/"])
def test_the_reason_given_on_a_page_is_kept(address):
    row = make_item() if ITEMS in address else make_filtered_item()
    form = {"seen": json.dumps({str(row.pk): "new"}), "reason": "We need it"}
    signed_in(make_curator()).post(address.format(row.pk), form)
    assert StatusChange.objects.get().reason == "We need it"


def test_deciding_on_a_page_keeps_the_filters_of_the_list():
    item = make_item()
    filters = "_changelist_filters=status__exact%3Dnew"
    form = {"seen": json.dumps({str(item.pk): "new"}), "reason": ""}

    answer = signed_in(make_curator()).post(f"{ITEMS}{item.pk}/approve/?{filters}", form)

    assert answer.url == f"{ITEMS}{item.pk}/change/?{filters}"


@pytest.mark.parametrize("query", ["impact=huge", "quick_win=perhaps", "complexity=9"])
def test_an_unknown_choice_of_a_filter_finds_nothing(query):
    make_item()
    page = signed_in(make_curator()).get(f"{changelist_of(BacklogItem)}?{query}")
    assert list(page.context["cl"].result_list) == []


@pytest.mark.parametrize("query", ["area=cellar", "type=other"])
def test_an_unknown_area_or_type_of_filtered_items_finds_nothing(query):
    make_filtered_item()
    page = signed_in(make_curator()).get(f"{FILTERED}?{query}")
    assert list(page.context["cl"].result_list) == []


IMPACTS = {
    10: "critical",
    9: "critical",
    8: "high",
    7: "high",
    6: "medium",
    5: "medium",
    4: "low",
    1: "low",
}


@pytest.mark.parametrize(("score", "label"), IMPACTS.items())
def test_each_score_has_one_impact(score, label):
    item, client = make_item(impact_score=score), signed_in(make_curator())
    found = [
        impact
        for impact in ("critical", "high", "medium", "low")
        if item in client.get(f"{ITEMS}?impact={impact}").context["cl"].result_list
    ]
    assert found == [label]


def test_a_decision_gives_the_row_as_the_database_holds_it():
    item = make_item()
    decided = decide(
        item_id=item.pk,
        seen="new",
        decision=Decision.APPROVE,
        actor=Actor.curator(make_curator()),
    )
    assert decided.updated_at == BacklogItem.objects.get().updated_at


def test_an_id_that_is_given_twice_is_restored_once():
    row = make_filtered_item()
    actor = Actor.curator(make_curator())
    outcome = restore_many(filtered_item_ids=[row.pk, row.pk], actor=actor)
    assert (outcome.changed, dict(outcome.unchanged)) == ([row.pk], {})


def test_what_no_tier_filtered_can_be_restored():
    row = make_filtered_item(filter_tier=None)
    restore(filtered_item_id=row.pk, actor=Actor.curator(make_curator()))
    assert RestoreFeedback.objects.get().filter_tier == ""


def test_an_item_stays_in_its_repository():
    item, other = make_item(), make_repository()
    form = {"title": "Renamed", "problem": "p", "solution": "s", "repository": str(other.pk)}

    signed_in(make_curator()).post(f"{ITEMS}{item.pk}/change/", form)

    assert GitHubRepository.objects.get(backlog_items=item) == item.repository


@pytest.mark.parametrize(
    ("decision", "variant"),
    [("approve", "primary"), ("defer", "primary"), ("reject", "danger"), ("reopen", "primary")],
)
def test_only_the_button_that_rejects_looks_dangerous(decision, variant):
    asked = signed_in(make_curator()).get(f"{ITEMS}{make_item().pk}/{decision}/")
    assert asked.context["question"].variant == variant


def test_a_restored_item_links_once_to_the_filtered_item_that_it_was():
    row = make_filtered_item(title="Filtered before")
    for value in ("one", "two"):
        row.fingerprints.create(repository=row.repository, value=value)
    item = restore(filtered_item_id=row.pk, actor=Actor.curator(make_curator()))

    page = signed_in(make_curator()).get(f"{ITEMS}{item.pk}/change/")

    assert page.text.count(">Filtered before</a>") == 1
