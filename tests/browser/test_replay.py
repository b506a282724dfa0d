"""Trying another setting of the filter in a browser, and saving it."""

import pytest
from playwright.sync_api import expect

from accounts.services.default_repository import choose_repository
from backlog.models import FilterPolicy
from tests.browser.opening import NARROW_DARK, WIDE
from tests.browser.test_pages import assert_shown
from tests.factories import make_curator, make_pattern, make_repository, make_suggestion
from tests.reviews import run_review

REPLAY = "/admin/backlog/filtereditem/rules/replay/"


@pytest.fixture
def curator():
    """Somebody who looks at a repository with a vague suggestion and a blocked pattern."""
    user, repository = make_curator(), make_repository()
    choose_repository(user_id=user.pk, repository_id=repository.pk)
    make_pattern(repository=repository)
    run_review(repository, make_suggestion(title="Vague", solution="Make it better."))
    return user


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide", "narrow-dark"])
def test_the_page_is_quiet_accessible_and_fits_before_and_after_trying(open_page, look, curator):
    page = open_page(curator, look)
    assert_shown(page, REPLAY)

    page.get_by_label("Confidence of vague_solution").fill("0.60")
    page.get_by_role("button", name="Show what would flip").click()

    expect(page.get_by_text("1 would flip.")).to_be_visible()
    expect(page.get_by_role("link", name="Vague")).to_be_visible()


def test_a_setting_is_tried_and_saved(open_page, curator):
    page = open_page(curator, WIDE)
    page.goto("/admin/backlog/filtereditem/rules/")
    page.get_by_role("link", name="try another setting").click()
    page.get_by_label("Ask vague_solution").uncheck()
    page.get_by_label("Why").fill("It is noise.")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Set the filter of")).to_be_visible()
    expect(page.get_by_text("It is noise.")).to_be_visible()
    assert FilterPolicy.objects.get().off == ["vague_solution"]
