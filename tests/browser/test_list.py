"""The backlog's list in a browser: bulk with partial failure, undo, views, filters."""

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.models import BacklogItem, SavedView, StatusChange
from backlog.services.deciding import decide, decide_many
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW, NARROW_DARK, WIDE, WIDE_DARK
from tests.factories import make_curator, make_item, make_repository, make_viewer

LIST = "/admin/backlog/backlogitem/"
DECISIONS = f"{LIST}decisions/"
every_look = pytest.mark.parametrize(
    "look",
    [WIDE, WIDE_DARK, NARROW, NARROW_DARK],
    ids=["wide", "wide-dark", "narrow", "narrow-dark"],
)


def tick(page: Page, *items: BacklogItem) -> None:
    for item in items:
        page.get_by_role("row", name=item.title).get_by_role("checkbox").check()


def run(page: Page, action: str) -> None:
    page.get_by_label("Select action to run").select_option(action)
    page.get_by_role("button", name="Run").click()


def status_of(item: BacklogItem) -> str:
    return BacklogItem.objects.get(pk=item.pk).status


def test_a_bulk_rejection_tells_what_it_left_and_is_undone_by_one_click(open_page):
    repository = make_repository()
    first, second, taken = (make_item(repository=repository) for _ in range(3))
    page = open_page(make_curator())
    page.goto(LIST)
    tick(page, first, second, taken)
    run(page, "reject")
    decide(
        item_id=taken.pk,
        seen="new",
        decision=Decision.APPROVE,
        actor=Actor.curator(make_curator()),
    )

    page.get_by_label("Reason").fill("Out of scope")
    page.get_by_role("button", name="Reject 3 backlog items").click()

    expect(page.get_by_text("Rejected 2 backlog items.")).to_be_visible()
    expect(page.get_by_text(f"Left 1 backlog item unchanged: “{taken.title}”.")).to_be_visible()
    assert [status_of(item) for item in (first, second, taken)] == [
        "rejected",
        "rejected",
        "approved",
    ]
    assert_accessible(page)

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undid the decision about 2 backlog items.")).to_be_visible()
    assert [status_of(item) for item in (first, second, taken)] == ["new", "new", "approved"]
    expect(page.get_by_role("button", name="Redo")).to_be_visible()


def test_a_rejection_asks_for_its_reason_until_there_is_one(open_page):
    item, curator = make_item(), make_curator()
    decide(
        item_id=make_item().pk,
        seen="new",
        decision=Decision.REJECT,
        actor=Actor.curator(curator),
        reason="We do this on purpose",
    )
    page = open_page(curator)
    page.goto(LIST)
    tick(page, item)
    run(page, "reject")
    page.get_by_label("Reason").fill("   ")
    page.get_by_role("button", name="Reject 1 backlog item").click()

    expect(page.get_by_text("Say why: it tells reviewers")).to_be_visible()
    assert_accessible(page)
    suggested = page.locator("#suggested-reasons option").get_attribute("value")
    page.get_by_label("Reason").fill(str(suggested))
    page.get_by_role("button", name="Reject 1 backlog item").click()

    expect(page.get_by_text("Rejected 1 backlog item.")).to_be_visible()
    assert item.status_changes.get().reason == "We do this on purpose"


def test_everything_on_all_pages_is_approved_together(open_page):
    repository = make_repository()
    BacklogItem.objects.bulk_create(
        BacklogItem(repository=repository, title=f"Item {n}", problem="p", solution="s")
        for n in range(35)
    )
    page = open_page(make_curator())
    page.goto(f"{LIST}?status__exact=new")
    page.locator("#action-toggle").check()
    page.get_by_role("link", name="Select all 35").click()
    run(page, "approve")
    page.get_by_role("button", name="Approve 35 backlog items").click()

    expect(page.get_by_text("Approved 35 backlog items.")).to_be_visible()
    assert set(BacklogItem.objects.values_list("status", flat=True)) == {"approved"}


def test_a_list_is_saved_as_a_view_found_in_the_menu_and_deleted(open_page):
    make_item(area="frontend")
    page = open_page(make_viewer())
    page.goto(f"{LIST}?area=frontend")

    page.get_by_text("My views").click()
    page.get_by_label("Save this view as").fill("Frontend")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved the view “Frontend”.")).to_be_visible()

    page.goto(LIST)
    page.get_by_text("My views").click()
    assert_accessible(page)
    page.get_by_role("link", name="Frontend", exact=True).click()
    expect(page.get_by_text("Area: Frontend")).to_be_visible()

    page.get_by_text("View: Frontend").click()
    page.get_by_role("button", name="Delete the view Frontend").click()
    expect(page.get_by_text("Deleted the view “Frontend”.")).to_be_visible()
    assert not SavedView.objects.exists()


def test_filters_are_set_in_the_sheet_told_above_the_list_and_removed_one_by_one(open_page):
    make_item(title="Great", impact_score=10, effort_score=1)
    make_item(title="Small", impact_score=2, effort_score=1)
    page = open_page(make_viewer())
    page.goto(f"{LIST}?status__exact=new")

    page.get_by_role("button", name="Filters", exact=True).press("Enter")
    page.get_by_label("Priority from").fill("10")
    page.get_by_label("Quick win").select_option("yes")
    page.get_by_role("button", name="Apply Filters").click()

    expect(page.get_by_role("row", name="Great")).to_be_visible()
    expect(page.get_by_role("row", name="Small")).to_have_count(0)
    assert page.url.endswith("?status__exact=new&quick_win=yes&priority_from=10")
    page.get_by_role("link", name="Remove the filter Quick win: Quick wins").click()
    assert page.url.endswith("?status__exact=new&priority_from=10")
    page.get_by_role("link", name="Remove the filter Priority from 10").click()
    expect(page.get_by_role("row", name="Small")).to_be_visible()


def test_a_decision_is_undone_from_the_page_of_decisions(open_page):
    items = [make_item(), make_item()]
    decide_many(
        seen={item.pk: "new" for item in items},
        decision=Decision.DEFER,
        actor=Actor.curator(make_curator()),
        reason="After the release",
    )
    page = open_page(make_curator())
    page.goto(DECISIONS)

    page.get_by_role("button", name="Undo the decision about 2 items").click()

    expect(page.get_by_text("Undid the decision about 2 backlog items.")).to_be_visible()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()
    assert StatusChange.objects.filter(to_status="new").count() == len(items)
    assert_accessible(page)


@every_look
def test_the_list_and_the_decisions_are_accessible_and_fit_the_screen(open_page, look):
    repository = make_repository(github_full_name="acme/mobile-app-backend")
    items = [make_item(repository=repository, title=f"A longer title {n}" * 3) for n in range(3)]
    curator = make_curator()
    decide_many(
        seen={item.pk: "new" for item in items[:2]},
        decision=Decision.REJECT,
        actor=Actor.curator(curator),
        reason="Out of scope",
    )
    page = open_page(curator, look)

    for address in (f"{LIST}?area=backend&q=longer&priority_to=20", LIST, DECISIONS):
        page.goto(address)
        assert_accessible(page)
        assert (address, beyond_the_screen(page)) == (address, 0)


def beyond_the_screen(page: Page) -> int:
    """By how many pixels the list, or the page without one, is wider than its place."""
    inner = "document.querySelector('#result_list') ?? document.body"
    outer = ".closest('.simplebar-content-wrapper') ?? document.documentElement"
    width = f"(box => box.scrollWidth - box.clientWidth)(({inner}){outer})"
    return int(page.evaluate(width))
