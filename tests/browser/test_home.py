import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.admin_pages import make_feedback, make_progress, make_remote_run
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW, NARROW_DARK, WIDE, WIDE_DARK
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_item,
    make_repository,
)

every_look = pytest.mark.parametrize(
    "look",
    [WIDE, WIDE_DARK, NARROW, NARROW_DARK],
    ids=["wide", "wide-dark", "narrow", "narrow-dark"],
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def rows_of_every_section():
    for score in range(1, 11):
        make_item(impact_score=score, effort_score=11 - score)
    make_item(status="approved")
    make_progress()
    make_feedback()
    make_analysis_run(status="failed", error_message="No such file.")
    make_remote_run()


@every_look
def test_home_is_quiet_accessible_and_no_wider_than_the_screen(open_page, look):
    rows_of_every_section()
    page = open_page(make_curator(), look)

    page.goto("/admin/")

    expect(page.get_by_role("heading", name="new items wait for you")).to_be_in_viewport()
    assert page.evaluate(WIDER) == 0
    assert_accessible(page)


@every_look
def test_home_without_anything_is_quiet_and_accessible(open_page, look):
    page = open_page(make_curator(), look)

    page.goto("/admin/")

    expect(page.get_by_text("Nothing is in the backlog yet")).to_be_visible()
    assert_accessible(page)


def test_a_curator_chooses_a_repository_by_typing_and_it_is_remembered(open_page):
    shop = make_repository(github_full_name="acme/shop")
    make_repository(github_full_name="acme/payments")
    mine = make_item(repository=shop)
    make_item(title="Of another repository")
    curator = make_curator()
    page = open_page(curator)

    page.goto("/admin/")
    page.get_by_role("combobox").click()
    page.get_by_role("searchbox").fill("sho")
    page.get_by_role("option", name="acme/shop", exact=True).click()
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.get_by_role("heading", name="1 new item waits for you")).to_be_visible()
    expect(page.get_by_role("link", name=mine.title).first).to_be_visible()
    assert User.objects.get(pk=curator.pk).default_repository == shop

    page.get_by_role("button", name="All repositories").click()
    expect(page.get_by_role("heading", name="2 new items wait for you")).to_be_visible()
    assert User.objects.get(pk=curator.pk).default_repository is None


def test_a_dot_of_the_plot_leads_to_its_items_by_keyboard(open_page):
    wanted = make_item(impact_score=9, effort_score=2)
    other = make_item(impact_score=9, effort_score=3)
    page = open_page(make_curator())

    page.goto("/admin/")
    dot = page.get_by_role("link", name="Impact 9, effort 2: 1 item")
    dot.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=wanted.title)).to_be_visible()
    expect(page.get_by_role("link", name=other.title)).to_have_count(0)


def test_the_numbers_of_the_weeks_are_there_as_a_table(open_page):
    make_item()
    page = open_page(make_curator())

    page.goto("/admin/")
    page.get_by_text("The numbers as a table").click()

    rows = page.get_by_role("table").filter(has_text="Week of").get_by_role("row")
    expect(rows).to_have_count(13)
    expect(rows.last.get_by_role("cell")).to_have_text(["1", "0"])
