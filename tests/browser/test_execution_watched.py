"""An execution, watched from its start to its pull request: the real worker, stream and remote."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from execution.models import ExecutionRun
from tests.browser.accessibility import assert_accessible
from tests.browser.opening import WIDE, WIDE_DARK
from tests.executing import Place, has_ended, make_place
from tests.factories import make_viewer
from tests.github_server import GitHub, configured_github
from tests.live_servers import live_server as running_live_server

LIST = "/admin/execution/live/"
WITHOUT_WORKERS = "delete globalThis.SharedWorker"
PATIENCE = 30_000  # milliseconds

WAITING = """
    import pathlib, sys, time

    def wait_for(name):
        gate = pathlib.Path("GATES") / name
        deadline = time.monotonic() + 60
        while not gate.exists():
            assert time.monotonic() < deadline, f"{name} never came"
            time.sleep(0.02)
        gate.unlink()
"""
AGENT = """
    prompt = sys.stdin.read()
    task = prompt.split("# Your task: ")[1].split(",")[0] if "# Your task: " in prompt else "fix"
    pathlib.Path(f"done-{task}.py").write_text("one\\ntwo\\n")
    print(f"Began <{task}>.", flush=True)
    wait_for(task)
    print(f"Did <{task}>.")
"""
"""An agent that writes a file and then waits until its test lets it go on."""
CHECK = """
    wait_for("check")
    is_fixed = pathlib.Path("done-fix.py").exists()
    print("All passed" if is_fixed else "FAILED test_closing: it was open")
    sys.exit(not is_fixed)
"""
"""A validation that waits likewise, and passes once an agent has fixed what it found."""


@pytest.fixture(scope="module")
def live_address(django_db_setup: None) -> Iterator[str]:  # noqa: ARG001 - the database is first
    """The address of the live process: another origin than the pages'."""
    with running_live_server() as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture(autouse=True)
def led_there(live_address: str, settings) -> None:
    """Have the web server lead there, as the one that `manage.py up` starts."""
    settings.LIVE_PORT = int(live_address.rpartition(":")[2])


@pytest.fixture
def place(tmp_path: Path, settings) -> Place:
    """A repository whose agents and validations wait for the test."""
    made = make_place(tmp_path, settings)
    gates = tmp_path / "gates"
    gates.mkdir()
    waiting = WAITING.replace("GATES", str(gates))
    made.set_agent(waiting + AGENT)
    made.set_policy(tests_command=made.command("check", waiting + CHECK))
    return made


@pytest.fixture
def github(place: Place, settings) -> Iterator[GitHub]:
    """A GitHub that takes the pull requests of the repository."""
    with configured_github(settings) as server:
        server.accepts_any_branch = True
        server.add(place.repository.github_full_name)
        yield server


@contextmanager
def working(place: Place, run: ExecutionRun) -> Iterator[None]:
    """Have a worker carry the run out; it is over when the block is left."""
    worker = place.worker(run=run)

    def work() -> None:
        try:
            worker.run(has_ended(run))
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    except BaseException:
        worker.stop()
        raise
    finally:
        thread.join()


def go_on(place: Place, name: str) -> None:
    """Let the agent of a task, or the validation, go on."""
    (place.folder.parent / "gates" / name).touch()


def watch(page: Page, address: str) -> Page:
    """Open a page that nobody loads again, and wait until it is live."""
    page.goto(address)
    expect(page.locator("[data-part=connection]")).to_have_text("Live", use_inner_text=True)
    page.evaluate("globalThis.isTheSame = true")
    return page


def task_of(page: Page, text: str):
    return page.locator(".live-task").filter(has_text=text)


def expect_phase(page: Page, label: str) -> None:
    step = page.get_by_role("list", name="Phases").locator("[aria-current=step]")
    expect(step).to_have_text(label, timeout=PATIENCE)


def expect_state(task, state: str) -> None:
    expect(task).to_have_attribute("data-state", state, timeout=PATIENCE)


def expect_part(page: Page, name: str, text: str) -> None:
    expect(page.locator(f"[data-part={name}]")).to_have_text(text, timeout=PATIENCE)


def expect_logged(page: Page, text: str) -> None:
    """Have the line come, and stand in sight within the log without anybody scrolling there."""
    log = page.get_by_role("log")
    line = log.get_by_text(text)
    expect(line).to_be_visible(timeout=PATIENCE)
    log.scroll_into_view_if_needed()
    expect(line).to_be_in_viewport()


def expect_check(page: Page, words: str) -> None:
    checks = page.get_by_role("list", name="Validations").get_by_role("listitem")
    expect(checks.filter(has_text="Tests")).to_have_text(f"Tests{words}", timeout=PATIENCE)


def test_from_start_to_pull_request_without_a_reload(place, github, open_page, live_address):
    item = place.item("Close the files", waves=2, tasks=1)
    run = place.plan(item)
    overview = watch(open_page(make_viewer(), others=(live_address,)), LIST)
    page = watch(overview.context.new_page(), f"{LIST}{item.pk}/")
    expect(page.get_by_text("It waits for a worker to take it.")).to_be_visible()
    expect(overview.get_by_text("Nothing is being executed")).to_be_visible()

    with working(place, run):
        see_the_first_wave(page, overview)
        go_on(place, "1.1")
        see_the_second_wave(page, overview)
        go_on(place, "2.1")
        expect_phase(page, "Inspection")
        see_a_round_of_fixes(page, place)
        go_on(place, "check")

    [opened] = github.repositories[0].pull_requests
    see_the_end(page, overview, opened["html_url"])
    assert [one.evaluate("globalThis.isTheSame") for one in (page, overview)] == [True, True]


def card_on(overview: Page):
    return overview.get_by_role("listitem").filter(has=overview.locator(".live-card-title"))


def see_the_first_wave(page: Page, overview: Page) -> None:
    expect_phase(page, "Foundation")
    expect_state(task_of(page, "Do 1.1"), "in_progress")
    expect_state(task_of(page, "Do 2.1"), "pending")
    expect_part(page, "file", "done-1.1.py")
    expect(page.get_by_text("It waits for a worker to take it.")).to_be_hidden()
    expect_logged(page, "Task 1.1 begins")
    expect(card_on(overview)).to_contain_text("Foundation")
    expect(card_on(overview)).to_contain_text("0 of 2 tasks done")


def see_the_second_wave(page: Page, overview: Page) -> None:
    expect_phase(page, "Building")
    expect_state(task_of(page, "Do 1.1"), "completed")
    expect_state(task_of(page, "Do 2.1"), "in_progress")
    expect_part(page, "wave", "2 of 2")
    expect_part(page, "file", "done-2.1.py")
    expect_logged(page, "Did <1.1>.")
    expect(card_on(overview)).to_contain_text("1 of 2 tasks done")


def see_a_round_of_fixes(page: Page, place: Place) -> None:
    task = page.locator(".live-wave").filter(has_text="Fixes").locator(".live-task")
    expect_check(page, "Running")
    go_on(place, "check")
    expect_check(page, "Fail")
    expect(page.get_by_text("FAILED test_closing: it was open").first).to_be_visible()
    expect_part(page, "fixes", "1 of 5")
    expect_state(task, "in_progress")
    go_on(place, "fix")
    expect_check(page, "Running")
    expect_state(task, "completed")


def see_the_end(page: Page, overview: Page, url: str) -> None:
    outcome, phases = page.get_by_role("region", name="Outcome"), page.locator(".live-steps")
    expect(outcome.get_by_role("heading", name="Completed")).to_be_visible(timeout=PATIENCE)
    expect(outcome.get_by_role("link", name=url)).to_have_attribute("href", url)
    expect(phases.locator("[data-state=done]")).to_have_count(5)
    expect_check(page, "Pass")
    expect_part(page, "lines-changed", "6")
    expect_part(page, "moved-word", "Ended")
    expect_part(page, "elapsed-word", "Took")
    expect_logged(page, f"Opened {url}")
    expect(card_on(overview)).to_contain_text("Ended")
    link = card_on(overview).get_by_role("link", name="Pull request")
    expect(link).to_have_attribute("href", url)
    expect(overview.get_by_role("heading", name="Nothing is going on")).to_be_visible()


def test_both_pages_are_accessible_while_it_goes_on(place, open_page, live_address):
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    overviews = [
        watch(open_page(make_viewer(), look, others=(live_address,)), LIST)
        for look in (WIDE, WIDE_DARK)
    ]
    pages = [watch(one.context.new_page(), f"{LIST}{item.pk}/") for one in overviews]

    with working(place, run):
        go_on(place, "1.1")
        for page in pages:
            expect_check(page, "Running")
        for one in (*pages, *overviews):
            assert_accessible(one)
        go_on(place, "check")
        for page in pages:
            expect_check(page, "Fail")
            assert_accessible(page)
        go_on(place, "fix")
        go_on(place, "check")


def test_a_page_without_shared_workers_may_ask_the_other_origin(place, open_page, live_address):
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    page = open_page(make_viewer(), others=(live_address,))
    page.add_init_script(WITHOUT_WORKERS)
    watch(page, f"{LIST}{item.pk}/")

    with working(place, run):
        expect_phase(page, "Foundation")
        for name in ("1.1", "check", "fix"):
            go_on(place, name)
        expect_part(page, "fixes", "1 of 5")
        go_on(place, "check")
    expect(page.get_by_role("heading", name="Completed")).to_be_visible(timeout=PATIENCE)
