"""The live pages while executions go on, and while the stream is there, gone and back."""

from http import HTTPStatus

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.carrying_out import complete
from execution.choices import AttemptStatus, LogLevel, Phase, TaskStatus
from execution.models import Attempt, ExecutionProgress, ExecutionTask
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import NARROW, NARROW_DARK, WIDE, WIDE_DARK
from tests.browser.streams import row_of
from tests.executions import VALIDATED, make_attempt, make_lines, make_running, make_tasks
from tests.factories import make_curator, make_item, make_viewer

# Before a page is opened, in each of them.
pytestmark = pytest.mark.usefixtures("stream")

LIST = "/admin/execution/live/"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IS_GONE = HTTPStatus.SERVICE_UNAVAILABLE
WITHOUT_WORKERS = "delete globalThis.SharedWorker"
AT_THE_END = "node => node.scrollHeight - node.scrollTop - node.clientHeight < 24"

every_look = pytest.mark.parametrize(
    "look",
    [WIDE, WIDE_DARK, NARROW, NARROW_DARK],
    ids=["wide", "wide-dark", "narrow", "narrow-dark"],
)


def going_on(title: str = "Retry payments", **values) -> BacklogItem:
    return make_running(make_item(title=title, status=ItemStatus.IN_PROGRESS), **values).item


def page_of(item: BacklogItem) -> str:
    return f"{LIST}{item.pk}/"


def connection_of(page: Page):
    return page.locator("[data-part=connection]")


def watch(page: Page, address: str) -> Page:
    """Open a live page and wait until it is live."""
    page.goto(address)
    expect(connection_of(page)).to_have_text("Live", use_inner_text=True)
    return page


def report(stream, item: BacklogItem, **changes) -> None:
    """Have the item's execution report, as the stream tells it."""
    ExecutionProgress.objects.filter(item=item).update(**changes)
    item.refresh_from_db()
    stream.send("progress", row_of(item))


@every_look
def test_both_pages_are_quiet_accessible_and_no_wider_than_the_screen(open_page, look):
    item = going_on(current_file="shop/checkout/payments.py", **VALIDATED)
    attempt = Attempt.objects.get()
    make_tasks(attempt)
    make_lines(attempt, "It broke " * 40, level=LogLevel.ERROR)
    make_attempt()
    page = open_page(make_curator(), look)

    for address in (LIST, page_of(item)):
        watch(page, address)
        assert (address, page.evaluate(WIDER)) == (address, 0)
        assert_accessible(page)


@every_look
def test_empty_list_is_quiet_accessible_and_says_what_to_do(open_page, look):
    page = watch(open_page(make_viewer(), look), LIST)

    expect(page.get_by_text("python manage.py execute_approved")).to_be_visible()
    assert_accessible(page)


def test_reports_appear_in_the_list_without_a_reload(stream, open_page):
    item = going_on(tasks_completed=2)
    page = watch(open_page(make_viewer()), LIST)

    report(stream, item, tasks_completed=3, current_file="shop/<b>.py")

    expect(page.get_by_text("3 of 5 tasks done")).to_be_visible()
    expect(page.get_by_text("shop/<b>.py", exact=True)).to_be_visible()


def test_what_begins_appears_and_what_ends_says_how(stream, open_page):
    page = watch(open_page(make_viewer()), LIST)
    expect(page.get_by_role("heading", name="Nothing is being executed")).to_be_visible()

    item = going_on()
    stream.send("progress", row_of(item))
    expect(page.get_by_role("link", name="Retry payments")).to_be_visible()
    expect(page.get_by_role("heading", name="1 execution is going on")).to_be_visible()

    url = "https://github.com/acme/shop/pull/7"
    complete(item_id=item.pk, pr_url=url, actor=Actor.operator())
    Attempt.objects.update(status=AttemptStatus.SUCCEEDED, lease=None)
    report(stream, item, current_phase=Phase.COMPLETE)
    card = page.get_by_role("listitem").filter(has_text="Retry payments")
    expect(card.get_by_text("Completed", exact=True)).to_be_visible()
    expect(card.get_by_role("link", name="Pull request")).to_have_attribute("href", url)


def test_what_is_removed_goes(stream, open_page):
    item = going_on()
    page = watch(open_page(make_viewer()), LIST)

    ExecutionProgress.objects.all().delete()
    stream.send("removed", {"item_id": str(item.pk)})

    expect(page.get_by_role("heading", name="Nothing is being executed")).to_be_visible()


def test_a_lost_connection_is_told_and_comes_back_with_a_snapshot(stream, open_page):
    item = going_on()
    page = watch(open_page(make_viewer(), refusals=frozenset({IS_GONE})), LIST)

    stream.refusal = IS_GONE
    stream.cut()
    expect(connection_of(page)).to_contain_text("Not connected since ")
    ExecutionProgress.objects.update(current_file="written/meanwhile.py")
    stream.rows = [row_of(item)]
    stream.refusal = None

    expect(connection_of(page)).to_have_text("Live", use_inner_text=True, timeout=20_000)
    expect(page.get_by_text("written/meanwhile.py")).to_be_visible()


def test_whoever_is_signed_out_is_led_to_the_form_and_asks_no_more(stream, open_page):
    refusals = frozenset({HTTPStatus.UNAUTHORIZED})
    page = watch(open_page(make_viewer(), refusals=refusals), LIST)

    stream.refusal = HTTPStatus.UNAUTHORIZED
    stream.cut()

    link = connection_of(page).get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", f"/admin/login/?next={LIST}")
    expect(connection_of(page)).to_contain_text("You are signed out.")
    asked = stream.asked
    page.wait_for_timeout(2_500)
    assert stream.asked == asked


def test_tabs_share_one_connection(stream, open_page):
    item = going_on()
    first = watch(open_page(make_viewer()), LIST)
    second = watch(first.context.new_page(), page_of(item))

    report(stream, item, current_file="shop/both.py")

    for page in (first, second):
        expect(page.get_by_text("shop/both.py")).to_be_visible()
    assert (stream.opened, stream.listeners) == (1, 1)


def test_without_shared_workers_a_page_has_a_connection_of_its_own(stream, open_page):
    item = going_on()
    page = open_page(make_viewer())
    page.add_init_script(WITHOUT_WORKERS)
    watch(page, LIST)

    report(stream, item, current_file="shop/alone.py")

    expect(page.get_by_text("shop/alone.py")).to_be_visible()


def test_a_connection_without_a_sign_of_life_is_opened_anew(stream, open_page):
    page = open_page(make_viewer())
    page.add_init_script(WITHOUT_WORKERS)
    page.clock.install()
    watch(page, LIST)

    page.clock.fast_forward(20_000)
    stream.send("heartbeat", {})
    page.wait_for_timeout(500)
    page.clock.fast_forward(20_000)
    assert stream.opened == 1
    page.clock.fast_forward(20_000)
    page.clock.fast_forward(2_000)

    expect(connection_of(page)).to_have_text("Live", use_inner_text=True)
    assert stream.opened == 2


def test_tasks_and_phases_move_on_the_page_of_an_item(stream, open_page):
    item = going_on()
    attempt = Attempt.objects.get()
    make_tasks(attempt)
    page = watch(open_page(make_viewer()), page_of(item))
    task = page.get_by_role("listitem").filter(has_text="Give the call a time limit").last
    expect(task).to_have_attribute("data-state", "in_progress")

    changed = ExecutionTask.objects.get(description="Give the call a time limit")
    changed.status = TaskStatus.COMPLETED
    changed.save()
    stream.send("tasks", {"item_id": str(item.pk), "run_id": str(attempt.run_id)})
    expect(task).to_have_attribute("data-state", "completed")

    report(stream, item, current_phase=Phase.INSPECTION)
    step = page.get_by_role("list", name="Phases").locator("[aria-current=step]")
    expect(step).to_have_text("Inspection")


def test_log_follows_until_somebody_scrolls_up(open_page):
    item = going_on()
    attempt = Attempt.objects.get()
    make_lines(attempt, *(f"Line {number}" for number in range(100)))
    page = watch(open_page(make_viewer()), page_of(item))
    log = page.get_by_role("log")
    log.scroll_into_view_if_needed()

    make_lines(attempt, "A <b>new</b> line")
    expect(log.get_by_text("A <b>new</b> line")).to_be_in_viewport()
    assert log.evaluate(AT_THE_END)

    log.evaluate("node => node.scrollTo(0, 0)")
    follow = page.get_by_role("button", name="Follow again")
    expect(follow).to_be_visible()
    make_lines(attempt, "While looking up")
    expect(log.get_by_text("While looking up")).to_be_attached()
    assert log.evaluate("node => node.scrollTop") == 0

    follow.click()
    expect(log.get_by_text("While looking up")).to_be_in_viewport()
    expect(follow).to_be_hidden()


def test_the_keyboard_scrolls_the_log_and_has_it_follow_again(open_page):
    item = going_on()
    make_lines(Attempt.objects.get(), *(f"Line {number}" for number in range(100)))
    page = watch(open_page(make_viewer()), page_of(item))
    log = page.get_by_role("log")

    log.press("Home")
    # Browsers scroll there step by step.
    page.wait_for_function("document.querySelector('.live-log').scrollTop === 0")
    page.get_by_role("button", name="Follow again").press("Enter")

    expect(log).to_be_focused()
    log.scroll_into_view_if_needed()
    expect(log.get_by_text("Line 99")).to_be_in_viewport()


def test_a_curator_cancels_by_the_keyboard(open_page):
    item = going_on()
    page = watch(open_page(make_curator()), page_of(item))

    page.get_by_role("link", name="Cancel", exact=True).press("Enter")
    page.get_by_label("Reason").fill("Not now")
    page.get_by_role("button", name="Cancel the execution").press("Enter")

    expect(page.get_by_text("It is being cancelled.")).to_be_visible()
    assert Attempt.objects.get().cancel_reason.endswith("Not now")
