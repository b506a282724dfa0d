import re

import pytest
from playwright.sync_api import expect

from backlog.models import BacklogItem
from tests.admin_pages import page_of
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW_DARK, WIDE
from tests.factories import make_curator, make_item, make_viewer

pytestmark = pytest.mark.django_db(transaction=True)

PRD = """# PRD: Close the files

## Success Criteria

- [x] No handle stays open

### Wave 1: Look

| # | Subagent | Task |
|---|----------|------|
| 1.1 | Explore | Read `cart.py` |
"""
HOSTILE = "<script>document.title = 'taken'</script><img src=x onerror=alert(1)> " + "x" * 300
BENEFITS = [{"category": "operations", "icon": "build", "title": "Upkeep", "description": "Less."}]


def rich_item():
    item = make_item(problem="Where:\n\n- shop/cart.py:12", prd_content=PRD, benefits=BENEFITS)
    for number in range(15):
        BacklogItem.objects.update(status="approved", problem=f"Text {number}")
        BacklogItem.objects.update(status="new")
    return item


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK])
@pytest.mark.parametrize("make_user", [make_curator, make_viewer])
def test_item_is_read_on_one_accessible_page(open_page, look, make_user):
    page = open_page(make_user(), look)

    page.goto(page_of(rich_item()))

    expect(page.get_by_role("heading", name="Scores")).to_be_visible()
    assert_accessible(page)
    assert sideways(page) == 0


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK])
def test_hostile_texts_neither_run_nor_break_the_page(open_page, look):
    page = open_page(make_curator(), look)

    page.goto(page_of(make_item(title=HOSTILE, problem=HOSTILE, prd_content=HOSTILE)))

    expect(page).not_to_have_title("taken")
    assert sideways(page) == 0


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_prd_is_written_with_a_preview_by_keyboard(open_page):
    item = make_item()
    page = open_page(make_curator())
    page.goto(f"{page_of(item)}?edit=1")
    page.get_by_label("PRD", exact=True).and_(page.locator("textarea")).fill("## Risks\n\n<b>none")

    page.get_by_role("tab", name="Write").focus()
    page.keyboard.press("ArrowRight")

    preview = page.get_by_role("tabpanel")
    expect(preview.get_by_role("heading", name="Risks")).to_be_visible()
    expect(preview).to_contain_text("<b>none")
    assert_accessible(page)


def test_text_that_an_agent_changed_meanwhile_is_not_lost(open_page):
    item = make_item(problem="The file stays open.")
    page = open_page(make_curator(), refusals=frozenset({409}))
    page.goto(f"{page_of(item)}?edit=1")
    page.locator("#id_problem").fill("The file stays locked.")
    BacklogItem.objects.update(problem="The file stays open for ever.")

    page.get_by_role("button", name="Save").click()

    expect(page.locator(".differences del")).to_have_text("open for ever")
    expect(page.locator("#id_problem")).to_have_value("The file stays locked.")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(re.escape(page_of(item)) + "$"))
    assert BacklogItem.objects.get().problem == "The file stays locked."


def test_decision_is_undone_from_the_history(open_page):
    item = make_item()
    BacklogItem.objects.update(status="approved")
    page = open_page(make_curator())
    page.goto(page_of(item))

    page.get_by_role("listitem").get_by_role("button", name="Undo").click()

    expect(page.get_by_text("undone since")).to_be_visible()
    assert BacklogItem.objects.get().status == "new"
