import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from tests.admin_pages import ROW_MAKERS, administrator, changelist_of, page_of
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW_DARK, WIDE
from tests.factories import make_curator, make_item

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
both_looks = pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide", "narrow-dark"])


def assert_shown(page: Page, address: str) -> None:
    """Open an address, which fits the screen and the people who use aids."""
    page.goto(address)
    assert page.url.endswith(address)
    assert (address, page.evaluate(WIDER)) == (address, 0)
    assert_accessible(page)


@both_looks
def test_login_form_is_quiet_accessible_and_fits(open_page, look):
    assert_shown(open_page(look=look), "/admin/login/")


@both_looks
def test_first_page_is_quiet_accessible_and_fits(open_page, look):
    make_item(impact_score=9, effort_score=2)

    assert_shown(open_page(make_curator(), look), "/admin/")


@both_looks
def test_every_list_is_quiet_accessible_and_fits(open_page, look):
    page = open_page(administrator(), look)

    for model, make_row in ROW_MAKERS.items():
        make_row()
        assert_shown(page, changelist_of(model))


@both_looks
def test_the_page_of_every_row_is_quiet_accessible_and_fits(open_page, look):
    page = open_page(administrator(), look)

    for make_row in ROW_MAKERS.values():
        assert_shown(page, page_of(make_row()))


@both_looks
def test_the_page_that_asks_is_quiet_accessible_and_fits(open_page, look):
    item = make_item()

    page = open_page(make_curator(), look)

    assert_shown(page, reverse("admin:backlog_reject", args=[item.pk]))


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["light", "dark"])
def test_pages_are_as_dark_as_the_persons_system(open_page, look):
    page = open_page(make_curator(), look)
    page.goto("/admin/")

    assert page.evaluate("document.documentElement.classList.contains('dark')") is look.dark


def test_the_icon_of_the_pages_is_there(open_page):
    page = open_page()
    page.goto("/admin/login/")
    address = page.locator("link[rel=icon]").get_attribute("href")

    assert page.request.get(address).headers["content-type"] == "image/svg+xml"


def test_a_curator_signs_in_by_the_form(open_page):
    curator = make_curator(github_username="curator")
    curator.set_password("a long way to the backlog")
    curator.save(update_fields=["password"])
    page = open_page()

    page.goto("/admin/backlog/backlogitem/")
    page.get_by_label("User name").fill("curator")
    page.get_by_label("Password").fill("a long way to the backlog")
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url("/admin/backlog/backlogitem/")


def test_a_curator_rejects_two_selected_items_with_a_reason(open_page):
    first, second, other = (make_item() for _ in range(3))
    page = open_page(make_curator())

    page.goto(changelist_of(BacklogItem))
    for item in (first, second):
        page.get_by_role("row", name=item.title).get_by_role("checkbox").check()
    page.get_by_label("Select action to run").select_option("reject")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Reason").fill("We drop that page")
    page.get_by_role("button", name="Reject 2 backlog items").click()

    expect(page.get_by_text("Rejected 2 backlog items.")).to_be_visible()
    statuses = dict(BacklogItem.objects.values_list("pk", "status"))
    assert statuses == {
        first.pk: ItemStatus.REJECTED,
        second.pk: ItemStatus.REJECTED,
        other.pk: ItemStatus.NEW,
    }
    assert list(StatusChange.objects.values_list("reason", flat=True)) == ["We drop that page"] * 2
