"""Triage when two decide at once, when the network fails, and by touch."""

import re

import pytest
from playwright.sync_api import expect

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW, NARROW_DARK
from tests.browser.triaging import Triager, make_items, statuses
from tests.factories import make_curator

pytestmark = pytest.mark.django_db(transaction=True)
CONFLICT = frozenset({409})
NOTICE = "[data-part=notices] li > span"
JUST_NOW = r"(now|a second ago|\d+ seconds ago)\."


def decide_as(name: str, item: BacklogItem, decision: Decision, seen: str = "new") -> None:
    actor = Actor.curator(make_curator(github_username=name))
    decide(item_id=item.pk, seen=seen, decision=decision, actor=actor)


def test_second_curator_of_the_same_list_is_told_who_decided_and_decides_the_rest(open_page):
    make_items("A", "B", "C")
    alice, bob = (
        Triager.on(open_page(make_curator(github_username=name), refusals=CONFLICT))
        for name in ("alice", "bob")
    )
    alice.press("a")
    alice.expect_saved()

    bob.press("d")

    told = re.compile(f"“A” wasn't deferred: Already approved by alice, {JUST_NOW}")
    expect(bob.page.locator(NOTICE)).to_have_text(told)
    assert_accessible(bob.page)
    bob.expect_item("B", "2 of 3")
    bob.press("d")
    bob.expect_saved()
    alice.press("a", "a")
    alice.expect_summary(approved=2, refused=1)
    alice.expect_saved()
    assert statuses() == {"A": "approved", "B": "deferred", "C": "approved"}
    assert StatusChange.objects.count() == 3


def test_notice_leads_to_the_item_which_says_who_decided(open_page):
    [first, _] = make_items("A", "B")
    triager = Triager.on(open_page(make_curator(), refusals=CONFLICT))
    decide_as("alice", first, Decision.APPROVE)

    triager.press("a")
    triager.page.get_by_role("button", name="Show it").click()

    triager.expect_item("A", "1 of 2")
    expect(triager.page.locator(".triage-state")).to_have_text(
        re.compile(f"“A” wasn't approved: Already approved by alice, {JUST_NOW}")
    )


def test_item_that_somebody_decided_before_it_is_reached_is_left_out(open_page):
    [_, _, third, _] = make_items("A", "B", "C", "D")
    page = open_page(make_curator())
    page.clock.install()
    triager = Triager.on(page)
    decide_as("alice", third, Decision.APPROVE)
    page.clock.fast_forward(60_000)

    triager.press("j")
    page.wait_for_function("Object.values(sessionStorage).join().includes('approved by alice')")
    triager.press("a")

    triager.expect_item("D", "4 of 4")
    expect(page.locator("[data-part=tally]")).to_have_text(
        "1 decided, 1 skipped, 1 decided by others"
    )


def test_undo_says_that_the_item_has_moved_on_since(open_page):
    [item, _] = make_items("A", "B")
    triager = Triager.on(open_page(make_curator(), refusals=CONFLICT))
    triager.press("d")
    triager.expect_saved()
    decide_as("alice", item, Decision.APPROVE, seen="deferred")

    triager.press("u")

    told = f"“A” wasn't undone: It has moved on since: approved by alice, {JUST_NOW}"
    expect(triager.page.locator(NOTICE)).to_have_text(re.compile(told))
    triager.expect_item("A", "1 of 2")
    assert statuses() == {"A": "approved", "B": "new"}


def test_decisions_without_a_network_are_kept_and_sent_in_their_order_by_retry(open_page):
    make_items("A", "B", "C")
    page = open_page(make_curator())
    triager = Triager.on(page)
    page.context.set_offline(True)
    triager.press("a", "d")
    triager.expect_item("C", "3 of 3")
    warning = page.get_by_role("group", name="Not saved yet")
    expect(warning).to_contain_text("Mason can't be reached. 2 changes aren't saved yet.")
    assert_accessible(page)
    assert statuses() == {"A": "new", "B": "new", "C": "new"}

    page.context.set_offline(False)
    retry = warning.get_by_role("button", name="Retry now")
    # Where the browser tells the page of the network, the button may go at any moment.
    retry.evaluate_all("buttons => buttons.forEach((button) => button.click())")

    triager.expect_saved()
    expect(warning).to_be_hidden()
    changes = StatusChange.objects.order_by("pk").values_list("item__title", "to_status")
    assert list(changes) == [("A", "approved"), ("B", "deferred")]


def test_leaving_with_unsent_decisions_is_warned_about_and_a_reload_sends_them(open_page):
    make_items("A", "B")
    page = open_page(make_curator())
    page.route("**/triage/decide/", lambda route: route.abort("internetdisconnected"))
    triager = Triager.on(page)
    triager.press("a")
    expect(page.get_by_role("group", name="Not saved yet")).to_be_visible()
    asked: list = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.unroute("**/triage/decide/")

    page.reload()

    triager.expect_saved()
    assert asked == ["beforeunload"]
    assert statuses() == {"A": "approved", "B": "new"}


def test_unsent_decision_about_a_filtered_list_is_sent_by_triage_of_any_other(open_page):
    make_items("Wanted", "Other")
    page = open_page(make_curator())
    page.route("**/triage/decide/", lambda route: route.abort("internetdisconnected"))
    triager = Triager.on(page, "?q=wanted")
    triager.press("a")
    expect(page.get_by_role("group", name="Not saved yet")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.unroute("**/triage/decide/")

    Triager.on(page).expect_saved()

    assert statuses() == {"Other": "new", "Wanted": "approved"}


def test_decision_whose_answer_was_lost_is_no_conflict_with_itself(open_page):
    make_items("A", "B")
    page = open_page(make_curator())

    def lose(route):
        route.fetch()
        route.abort("internetdisconnected")

    page.route("**/triage/decide/", lose, times=1)
    triager = Triager.on(page)
    triager.press("a")
    page.get_by_role("button", name="Retry now").click()

    triager.expect_saved()
    expect(page.get_by_role("button", name="Show it")).to_have_count(0)
    assert StatusChange.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "You are signed out."),
        (403, "This page's protection is out of date"),
        (500, "Something went wrong in Mason."),
    ],
)
def test_failure_of_the_session_or_the_server_keeps_the_decision(open_page, status, told):
    make_items("A", "B")
    page = open_page(make_curator(), refusals=frozenset({status}))
    page.route("**/triage/decide/", lambda route: route.fulfill(status=status), times=1)
    triager = Triager.on(page)

    triager.press("a")
    expect(page.get_by_role("group", name="Not saved yet")).to_contain_text(told)
    page.get_by_role("button", name="Retry now").click()

    triager.expect_saved()
    assert statuses() == {"A": "approved", "B": "new"}


def test_curator_who_is_signed_out_meanwhile_is_offered_to_sign_in(open_page):
    make_items("A", "B")
    page = open_page(make_curator(), refusals=frozenset({401}))
    triager = Triager.on(page)
    kept = page.context.cookies()
    page.context.clear_cookies(name="mason_session")
    triager.press("a")
    expect(page.get_by_role("link", name="Sign in, in a new tab")).to_be_visible()

    page.context.add_cookies(kept)
    page.get_by_role("button", name="Retry now").click()

    triager.expect_saved()
    assert statuses() == {"A": "approved", "B": "new"}


def test_refusal_for_good_gives_the_item_back(open_page):
    make_items("A", "B")
    page = open_page(make_curator(), refusals=frozenset({403}))
    page.route(
        "**/triage/decide/",
        lambda route: route.fulfill(status=403, json={"detail": "You may only look."}),
    )
    triager = Triager.on(page)

    triager.press("a", "j")

    expect(page.locator(NOTICE)).to_have_text("“A” wasn't approved: You may only look.")
    triager.expect_summary(skipped=2, refused=1)


@pytest.mark.parametrize("look", [NARROW, NARROW_DARK], ids=["light", "dark"])
def test_everything_works_by_touch_on_a_narrow_screen(open_page, look):
    make_items("A", "B", "C")
    page = open_page(make_curator(), look)
    triager = Triager.on(page)
    assert_accessible(page)

    page.get_by_role("button", name="Approve").click()
    triager.expect_item("B", "2 of 3")
    page.get_by_role("button", name="Undo").click()
    triager.expect_item("A", "1 of 3")
    page.get_by_role("button", name="Defer").click()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Back").click()
    triager.expect_item("B", "2 of 3")
    page.get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Reject").click()
    page.get_by_label("Reason", exact=True).fill("Not ours")
    page.get_by_role("dialog").get_by_role("button", name="Reject").click()
    triager.expect_item("C", "3 of 3")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    triager.expect_saved()
    assert statuses() == {"A": "deferred", "B": "rejected", "C": "new"}


def test_every_button_says_its_key(open_page):
    make_items("A")
    page = open_page(make_curator())
    Triager.on(page)

    buttons = page.locator(".triage-bar button")
    keys = [
        (b.get_attribute("aria-keyshortcuts"), b.locator("kbd").inner_text()) for b in buttons.all()
    ]

    assert [key for key, _ in keys] == ["a", "d", "x", "k", "j", "u", "o", "?"]
    assert all(key == shown for key, shown in keys)
