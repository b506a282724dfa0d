import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from backlog.choices import Decision
from backlog.models import BacklogItem, FieldChange, ReviewedCommit, StatusChange
from tests.admin_pages import page_of, signed_in
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_item,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

PRD = """# PRD: Close the files

## Success Criteria

- [x] No handle stays open
- [ ] Tests pass

### Wave 1: Look

| # | Subagent | Task |
|---|----------|------|
| 1.1 | Explore | Read `cart.py` |

### Wave two
"""
BENEFITS = [{"category": "operations", "icon": "build", "title": "Upkeep", "description": "Less."}]


def page(item, user: User | None = None):
    return signed_in(user or make_curator()).get(page_of(item))


def words(text):
    return " ".join(text.split())


def test_page_reads_problem_and_solution_as_markdown():
    answer = page(make_item(problem="It `leaks`.", solution="- one\n- two"))

    assert "<p>It <code>leaks</code>.</p>" in answer.text
    assert "<li>one</li>" in answer.text


def test_page_shows_the_arithmetic_of_the_priority():
    answer = page(make_item(impact_score=8, effort_score=2))

    expected = "2 × impact 8 − effort 2 = 16 − 2 = 14"  # noqa: RUF001 - signs of arithmetic
    assert expected in answer.text


@pytest.mark.parametrize(
    ("impact", "effort", "missing"),
    [(None, 3, "the impact is"), (5, None, "the effort is"), (None, None, "both are")],
)
def test_page_says_which_score_is_missing(impact, effort, missing):
    answer = page(make_item(impact_score=impact, effort_score=effort))

    assert f"No priority: it is twice the impact less the effort, and {missing} missing." in (
        words(answer.text)
    )


def test_page_links_to_the_code_at_the_reviewed_commit():
    run = make_analysis_run()
    ReviewedCommit.objects.create(analysis_run=run, commit_sha="abc1234")
    repository = make_repository(github_full_name="acme/shop")

    answer = page(make_item(analysis_run=run, repository=repository, problem="See shop/cart.py:12"))

    assert 'href="https://github.com/acme/shop/blob/abc1234/shop/cart.py#L12"' in answer.text


def test_page_shows_benefits_as_cards():
    (card,) = page(make_item(benefits=BENEFITS)).context["benefits"]

    assert (card.category, card.icon, card.title, card.description) == (
        "Operations",
        "build",
        "Upkeep",
        "Less.",
    )


def test_page_shows_the_prd_with_ticks_tables_and_its_plan():
    answer = page(make_item(prd_content=PRD))

    document = answer.context["document"]
    assert answer.text.count('type="checkbox"') >= 2
    assert "<td>Explore</td>" in answer.text
    assert [(wave.number, len(wave.tasks)) for wave in document.waves] == [(1, 1)]
    assert "Plan: 1 wave, 1 task; 1 of 2 success criteria met" in answer.text
    assert "Line 14: “Wave two” should be “Wave N: name”." in answer.text


def test_page_without_a_prd_says_so():
    assert "This item has no PRD yet." in page(make_item()).text


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_hostile_texts_of_every_kind_stay_texts():
    item = make_item(
        title=HOSTILE,
        problem=HOSTILE,
        solution=HOSTILE,
        prd_content=f"### Wave {HOSTILE}\n\n### Wave 1: {HOSTILE}\n\n{HOSTILE}",
        benefits=[dict.fromkeys(("category", "icon", "title", "description"), HOSTILE), HOSTILE],
        branch_name=HOSTILE,
        pr_url=f"javascript:{HOSTILE}",
    )
    BacklogItem.objects.update(problem=f"Now {HOSTILE}", status="approved")
    StatusChange.objects.update(reason=HOSTILE, database_role=HOSTILE)

    text = page(item).text

    assert "<script>alert" not in text
    assert "<img" not in text
    assert "javascript:&" not in text.replace("javascript:&lt;", "")
    assert 'href="javascript' not in text


def test_page_of_a_curator_offers_decisions_editing_and_undoing():
    item = make_item(status="approved")

    answer = page(item)

    labels = [action.label for action in answer.context["row_actions"]]
    assert labels == ["Defer", "Reject", "Reopen"]
    assert f"{page_of(item)}?edit=1" in answer.text


def test_viewer_sees_everything_and_can_press_nothing():
    item = make_item(problem="It leaks.", prd_content=PRD)
    BacklogItem.objects.update(status="approved")

    answer = page(item, make_viewer())

    main = answer.text.partition('id="content-main"')[2]
    assert "<p>It leaks.</p>" in main
    assert "<form" not in main.partition("</main>")[0].replace("<form_", "")
    assert answer.context["row_actions"] == []
    assert (answer.context["edit_url"], "?edit" in main) == ("", False)


def test_viewer_who_asks_for_the_form_gets_the_page():
    item = make_item()

    answer = signed_in(make_viewer()).get(f"{page_of(item)}?edit=1")

    assert "adminform" not in answer.context
    assert answer.context["item"] == item


@pytest.mark.parametrize("item_id", ["no-id", "00000000-0000-0000-0000-000000000000"])
def test_page_of_no_item_leads_back_to_the_first_page(item_id):
    answer = signed_in(make_curator()).get(f"/admin/backlog/backlogitem/{item_id}/change/")

    assert answer.headers["Location"] == "/admin/"


def queries_of(item):
    client = signed_in(make_curator())
    client.get(page_of(item))
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(item))
    return len(queries)


def make_long_history(item, rounds):
    for number in range(rounds):
        for decision in (Decision.APPROVE, Decision.REOPEN):
            BacklogItem.objects.filter(pk=item.pk).update(status=decision.target)
        BacklogItem.objects.filter(pk=item.pk).update(problem=f"Text {number}")


def test_page_asks_as_many_queries_whatever_surrounds_the_item():
    run = make_analysis_run()
    few, many = (
        make_item(title=f"Cache the price {word}", analysis_run=run, repository=run.repository)
        for word in ("list", "table")
    )
    make_long_history(few, 1)
    expected = queries_of(few)
    make_long_history(many, 30)
    for number in range(30):
        make_item(title=f"Cache prices {number}", analysis_run=run, repository=run.repository)

    assert (queries_of(few), queries_of(many)) == (expected, expected)
    assert expected <= MOST_QUERIES


MOST_QUERIES = 18


def test_history_page_goes_on_where_the_page_ends():
    item = make_item(title="With a past")
    make_long_history(item, 30)
    client = signed_in(make_curator())
    first = client.get(f"/admin/backlog/backlogitem/{item.pk}/history/")
    before = first.context["timeline"].before

    second = client.get(first.wsgi_request.path, {"before": before.isoformat()})

    shown = [len(answer.context["timeline"].entries) for answer in (first, second)]
    assert (shown, second.context["timeline"].before) == ([50, 40], None)
    assert "With a past" in second.text


@pytest.mark.parametrize("before", ["", "yesterday", "2026-13-45", "2026-01-01T00:00:00", "\0"])
def test_history_page_begins_at_the_end_when_its_address_names_no_time(before):
    item = make_item()
    make_long_history(item, 1)

    answer = signed_in(make_viewer()).get(
        f"/admin/backlog/backlogitem/{item.pk}/history/", {"before": before}
    )

    assert len(answer.context["timeline"].entries) == 3


def test_history_of_no_item_is_not_found():
    address = "/admin/backlog/backlogitem/00000000-0000-0000-0000-000000000000/history/"
    assert signed_in(make_curator()).get(address).status_code == 404


def test_change_of_a_long_text_has_a_page_with_its_differences():
    item = make_item(problem="same\n" * 2000 + "old")
    BacklogItem.objects.update(problem="same\n" * 2000 + "new")
    change = FieldChange.objects.get()
    address = f"/admin/backlog/backlogitem/{item.pk}/changes/{change.pk}/"

    assert address in page(item).text
    answer = signed_in(make_viewer()).get(address)

    assert "<del>old</del><ins>new</ins>" in answer.text
    assert "1,998 unchanged lines" in answer.text


def test_change_is_not_found_on_another_items_page():
    make_item(problem="old")
    BacklogItem.objects.update(problem="new")
    other = make_item()
    change = FieldChange.objects.get()

    answer = signed_in(make_curator()).get(
        f"/admin/backlog/backlogitem/{other.pk}/changes/{change.pk}/"
    )

    assert answer.status_code == 404


def test_decision_is_undone_from_the_history_and_leads_back_to_the_page():
    item = make_item()
    BacklogItem.objects.update(status="approved")
    client = signed_in(make_curator())
    (entry,) = client.get(page_of(item)).context["timeline"].entries
    form = {"operation": entry.operation_id, "item": item.pk, "next": page_of(item)}

    answer = client.post("/admin/backlog/backlogitem/undo/", form)

    assert answer.headers["Location"] == page_of(item)
    assert BacklogItem.objects.get().status == "new"


def test_history_offers_to_undo_each_decision_that_was_not_undone():
    item = make_item()
    make_long_history(item, 1)

    text = page(item).text

    assert text.count(' action="/admin/backlog/backlogitem/undo/"') == 2
    assert text.count(f'name="next" value="{page_of(item)}"') == 2
