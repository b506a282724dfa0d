"""Triage by the keyboard alone, from the first item to the summary."""

import re

import pytest
from playwright.sync_api import expect

from backlog.admin.triage.waiting import ITEMS_AT_ONCE
from backlog.models import BacklogItem, StatusChange
from tests.admin_pages import changelist_of, page_of, signed_in
from tests.backlog.triage_page import DECIDE, decision, post
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW_DARK, WIDE
from tests.browser.triaging import TRIAGE, Triager, make_items, statuses
from tests.factories import make_curator, make_item

pytestmark = pytest.mark.django_db(transaction=True)


def test_whole_list_is_decided_by_keys_with_a_summary_at_the_end(open_page):
    make_items("A", "B", "C", "D")
    triager = Triager.on(open_page(make_curator()))

    triager.expect_item("A", "1 of 4")
    triager.press("a")
    triager.expect_item("B", "2 of 4")
    triager.press("d")
    triager.expect_item("C", "3 of 4")
    triager.press("x")
    triager.page.keyboard.type("We keep it")
    triager.press("Enter")
    triager.expect_item("D", "4 of 4")
    triager.press("j")

    triager.expect_summary(approved=1, deferred=1, rejected=1, skipped=1)
    triager.expect_saved()
    assert statuses() == {"A": "approved", "B": "deferred", "C": "rejected", "D": "new"}
    reasons = StatusChange.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["", "", "We keep it"]


def test_next_item_is_there_before_the_server_has_answered(open_page):
    make_items("A", "B")
    page = open_page(make_curator())
    waiting: list = []
    page.route("**/triage/decide/", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    triager = Triager.on(page)

    triager.press("a")

    triager.expect_item("B", "2 of 2")
    assert statuses()["A"] == "new"
    waiting[0].continue_()
    triager.expect_saved()
    assert statuses()["A"] == "approved"


def test_items_beyond_the_first_batch_come_in_their_order_each_once(open_page):
    titles = [f"Item {n:02}" for n in range(ITEMS_AT_ONCE * 2 + 3)]
    make_items(*titles)
    page = open_page(make_curator())
    loaded: list = []
    page.on("response", lambda answer: loaded.append(answer) if "/queue/" in answer.url else None)
    triager = Triager.on(page)

    for number, title in enumerate(titles, start=1):
        triager.expect_item(title, f"{number} of {len(titles)}")
        triager.press("a")

    triager.expect_summary(approved=len(titles))
    triager.expect_saved()
    assert set(statuses().values()) == {"approved"}
    batches = [answer.json()["items"] for answer in loaded if "after=" in answer.url]
    assert [len(items) for items in batches] == [ITEMS_AT_ONCE, 3]


def test_last_reasons_are_picked_by_number_and_by_arrows(open_page):
    curator = make_curator()
    client = signed_in(curator)
    for reason in ("Not ours", "Too much work"):
        post(client, DECIDE, decision(make_item(title=reason), "reject", reason=reason))
    make_items("A", "B", "C")
    triager = Triager.on(open_page(curator))
    field = triager.page.get_by_role("combobox", name="Reason")

    triager.press("x", "2")
    expect(field).to_have_value("Not ours")
    triager.press("Enter", "x", "ArrowDown", "ArrowDown", "ArrowUp")
    expect(field).to_have_value("Not ours")
    triager.press("Enter", "x")
    triager.page.keyboard.type("A1, not a pick")
    triager.press("Enter")

    triager.expect_summary(rejected=3)
    triager.expect_saved()
    changes = StatusChange.objects.filter(item__title__in="ABC").order_by("pk")
    assert [change.reason for change in changes] == ["Not ours", "Not ours", "A1, not a pick"]


def test_rejection_without_a_reason_is_not_sent_and_escape_cancels(open_page):
    make_items("A")
    triager = Triager.on(open_page(make_curator()))
    dialog = triager.page.get_by_role("dialog", name="Reject")

    triager.press("x", "Enter")
    expect(dialog.get_by_text("a rejection needs a reason")).to_be_visible()
    assert_accessible(triager.page)
    triager.press("Escape")

    expect(dialog).to_be_hidden()
    triager.expect_item("A", "1 of 1")
    assert statuses() == {"A": "new"}


def test_undo_takes_back_the_last_decision_and_then_the_one_before(open_page):
    make_items("A", "B", "C")
    triager = Triager.on(open_page(make_curator()))
    triager.press("a", "d")
    triager.expect_item("C", "3 of 3")

    triager.press("u")
    triager.expect_item("B", "2 of 3")
    triager.press("u")
    triager.expect_item("A", "1 of 3")
    triager.press("u")

    triager.expect_announced("There is nothing to undo: you haven't decided anything here.")
    triager.expect_saved()
    assert statuses() == {"A": "new", "B": "new", "C": "new"}


def test_what_was_undone_can_be_decided_anew(open_page):
    make_items("A", "B")
    triager = Triager.on(open_page(make_curator()))

    triager.press("a", "u", "d")

    triager.expect_item("B", "2 of 2")
    triager.expect_saved()
    assert statuses() == {"A": "deferred", "B": "new"}


def test_moving_back_shows_what_was_decided_and_does_not_decide_twice(open_page):
    make_items("A", "B")
    triager = Triager.on(open_page(make_curator()))

    triager.press("a", "k")
    triager.expect_item("A", "1 of 2")
    triager.press("d")

    triager.expect_announced("Approved by you. Nothing was changed.")
    triager.expect_saved()
    assert statuses() == {"A": "approved", "B": "new"}


def test_help_lists_the_keys_and_switches_them_off(open_page):
    make_items("A")
    triager = Triager.on(open_page(make_curator()))
    triager.press("?")
    dialog = triager.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert dialog.locator("dt").all_inner_texts() == ["a", "d", "x", "u", "j", "k", "o", "?"]
    assert_accessible(triager.page)

    triager.press("Space", "Escape", "a")

    expect(dialog).to_be_hidden()
    triager.expect_item("A", "1 of 1")


@pytest.mark.parametrize("keys", ["Control+a", "Alt+d", "Meta+a", "Shift+a", "Shift+D"])
def test_keys_with_a_modifier_decide_nothing(open_page, keys):
    make_items("A", "B")
    triager = Triager.on(open_page(make_curator()))

    triager.press(keys, "j")

    triager.expect_item("B", "2 of 2")
    expect(triager.page.locator("[data-part=tally]")).to_have_text("0 decided, 1 skipped")


def test_key_that_is_held_down_decides_once(open_page):
    make_items("A", "B", "C")
    triager = Triager.on(open_page(make_curator()))

    for _ in range(3):
        triager.page.keyboard.down("a")

    triager.expect_item("B", "2 of 3")


def test_o_and_enter_on_the_title_open_the_items_page_in_a_tab_of_its_own(open_page):
    [item] = make_items("A")
    triager = Triager.on(open_page(make_curator()))
    with triager.page.context.expect_page() as first:
        triager.press("o")
    with triager.page.context.expect_page() as second:
        triager.press("Tab", "Enter")

    for tab in (first.value, second.value):
        expect(tab).to_have_url(re.compile(f"{page_of(item)}$"))
        tab.close()


def test_screen_readers_are_told_each_outcome_and_the_next_item(open_page):
    make_items("A", "B")
    triager = Triager.on(open_page(make_curator()))
    triager.expect_announced("1 of 2: A.")

    triager.press("a")

    triager.expect_announced("Approved “A”. 2 of 2: B.")


def test_progress_counts_what_was_decided(open_page):
    make_items("A", "B", "C")
    triager = Triager.on(open_page(make_curator()))
    triager.press("a", "j")
    triager.expect_item("C", "3 of 3")
    bar = triager.page.get_by_role("progressbar", name="Decided")

    names = ("aria-valuenow", "aria-valuemax", "aria-valuetext")
    assert [bar.get_attribute(name) for name in names] == ["1", "3", "1 of 3 decided"]
    expect(triager.page.locator("[data-part=tally]")).to_have_text("1 decided, 1 skipped")


def test_reload_keeps_place_summary_and_undo(open_page):
    make_items("A", "B", "C", "D")
    triager = Triager.on(open_page(make_curator()))
    triager.press("a", "j")
    triager.expect_item("C", "3 of 4")
    triager.expect_saved()

    triager.page.reload()
    triager.expect_item("C", "3 of 4")
    triager.press("d", "u", "u")
    triager.expect_item("A", "1 of 4")
    triager.press("d", "j", "j", "j")

    triager.expect_summary(deferred=1, skipped=3)
    triager.expect_saved()
    assert statuses() == {"A": "deferred", "B": "new", "C": "new", "D": "new"}


def test_summary_undoes_one_decision_and_goes_through_what_is_left(open_page):
    make_items("A", "B", "C")
    page = open_page(make_curator())
    triager = Triager.on(page)
    triager.press("a", "d", "j")
    triager.expect_summary(approved=1, deferred=1, skipped=1)
    assert_accessible(page)

    page.get_by_role("button", name="Undo: A").click()
    triager.expect_summary(deferred=1, skipped=2)
    expect(page.get_by_text("2 items are still new.")).to_be_visible()
    page.get_by_role("button", name="Go through what is left").click()
    triager.expect_item("A", "2 of 3")
    triager.press("a", "a")

    triager.expect_summary(approved=2, deferred=1)
    expect(page.get_by_text("python manage.py review PATH").first).to_be_visible()
    assert statuses() == {"A": "approved", "B": "deferred", "C": "approved"}


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide", "narrow-dark"])
def test_empty_triage_says_the_exact_command(open_page, look):
    page = open_page(make_curator(), look)
    triager = Triager.on(page)

    expect(triager.heading("Nothing waits for a decision")).to_be_visible()
    expect(page.locator("[data-part=empty] code")).to_have_text("python manage.py review PATH")
    assert_accessible(page)


def test_list_leads_to_its_items_alone(open_page):
    make_items("Wanted", "Other")
    page = open_page(make_curator())
    page.goto(f"{changelist_of(BacklogItem)}?q=wanted")

    page.get_by_role("link", name="Triage these").click()

    Triager(page).expect_item("Wanted", "1 of 1")
    expect(page).to_have_url(f"{TRIAGE}?q=wanted")
