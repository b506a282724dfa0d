import pytest
from playwright.sync_api import expect

from backlog.models import BacklogItem, FilteredItem, Fingerprint, StatusChange
from tests.admin_pages import changelist_of, page_of
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW_DARK, WIDE
from tests.factories import make_curator, make_filtered_item, make_item

both_looks = pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide", "narrow-dark"])
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def make_duplicate():
    """A filtered item that repeats a rejected one in other words."""
    item = make_item(title="Close the file", status="rejected")
    row = make_filtered_item(
        repository=item.repository,
        title="Close each file",
        filter_reason="already_decided: The same suggestion was rejected.",
        filter_confidence="0.95",
        evidence=f"Rejected item {item.pk}: {item.title}",
    )
    Fingerprint.objects.create(
        repository=item.repository, value="one", item=item, filtered_item=row
    )
    return row, item


def test_a_curator_restores_two_with_a_note(open_page):
    first, second, other = (make_filtered_item() for _ in range(3))
    page = open_page(make_curator())

    page.goto(changelist_of(FilteredItem))
    for row in (first, second):
        page.get_by_role("row", name=row.title).get_by_role("checkbox").check()
    page.get_by_label("Select action to run").select_option("restore")
    page.get_by_role("button", name="Run").click()
    assert_accessible(page)
    page.get_by_label("Note").fill("Still true")
    page.get_by_role("button", name="Restore 2 filtered items").click()

    expect(page.get_by_text("Restored 2 filtered items.")).to_be_visible()
    assert_accessible(page)
    assert set(BacklogItem.objects.values_list("title", flat=True)) == {first.title, second.title}
    assert [*StatusChange.objects.values_list("reason", flat=True)] == ["Still true"] * 2
    other.refresh_from_db()
    assert other.override_status == "filtered"


@both_looks
def test_the_page_of_a_duplicate_shows_both_side_by_side(open_page, look):
    row, item = make_duplicate()
    page = open_page(make_curator(), look)

    page.goto(page_of(row))

    expect(page.get_by_role("cell", name="Close each file")).to_be_visible()
    expect(page.get_by_role("cell", name="Close the file")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("each")
    assert page.evaluate(WIDER) == 0
    assert_accessible(page)
    page.get_by_role("link", name=str(item.pk)).click()
    expect(page).to_have_url(page_of(item))


@both_looks
def test_the_rules_are_quiet_accessible_and_lead_to_their_cases(open_page, look):
    row, _ = make_duplicate()
    page = open_page(make_curator(), look)

    page.goto("/admin/backlog/filtereditem/rules/")

    assert page.evaluate(WIDER) == 0
    assert_accessible(page)
    page.get_by_role("row", name="already_decided").get_by_role("link", name="1").click()
    expect(page.get_by_role("link", name=row.title)).to_be_visible()
