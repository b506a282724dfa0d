"""`manage.py explain`, and the same on the pages of items and filtered items."""

from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backlog.models import BacklogItem, FilteredItem, RestoreFeedback, Sighting
from tests.admin_pages import page_of, signed_in
from tests.backlog.judging.asking import Files
from tests.factories import (
    make_filtered_item,
    make_item,
    make_policy,
    make_repository,
    make_suggestion,
    make_viewer,
)
from tests.reviews import run_review

pytestmark = pytest.mark.django_db

VAGUE = {"solution": "Make it better."}


def explained(row):
    output = StringIO()
    call_command("explain", str(row.pk), stdout=output)
    return output.getvalue().splitlines()


@pytest.fixture
def repository():
    return make_repository()


def test_an_item_is_explained_by_what_each_rule_said(repository):
    run_review(repository, make_suggestion(title="Close the file"), tree=Files("upload.py"))

    lines = explained(BacklogItem.objects.get())

    assert lines[:2] == ["Close the file", "  Passed: no objection reached its tier's floor."]
    assert "- tier1 untracked_file: No objection." in lines
    assert "- tier3 vague_solution: No objection." in lines


def test_a_filtered_item_is_explained_by_the_rule_that_filtered_it(repository):
    run_review(repository, make_suggestion(title="Close the file", **VAGUE))

    lines = explained(FilteredItem.objects.get())

    assert lines[1] == "  Filtered by vague_solution."
    place = lines.index(
        "* tier3 vague_solution: The solution names no file, function, class or identifier."
    )
    assert lines[place + 1 : place + 3] == [
        "    confidence 0.80, the floor is 0.70",
        "    The solution: Make it better.",
    ]


def test_what_restoring_took_off_is_told(repository):
    for _ in range(2):
        case = make_filtered_item(
            repository=repository, filter_reason="vague_solution: Why.", filter_tier="tier3"
        )
        RestoreFeedback.objects.create(
            filtered_item=case,
            filter_tier="tier3",
            filter_reason=case.filter_reason,
            restored_at=timezone.now(),
        )
    run_review(repository, make_suggestion(title="Close the file", **VAGUE))

    (row,) = FilteredItem.objects.filter(title="Close the file")
    assert "    confidence 0.70, 0.80 before 2 restores and 0 confirmations, the floor is 0.70" in (
        explained(row)
    )


def test_a_rule_that_was_not_asked_says_why(repository):
    make_policy(repository=repository, off=["speculative"])
    run_review(repository, make_suggestion())

    lines = explained(BacklogItem.objects.get())

    assert "- tier3 missing_file: Not asked: there was no checkout." in lines
    assert "- tier3 speculative: Not asked: it was switched off." in lines


def test_an_objection_that_did_not_filter_is_told_too(repository):
    named = "Close the open file after {}()"
    run_review(repository, make_suggestion(title=named.format("load_users")))
    run_review(repository, make_suggestion(title=named.format("load_rows")))
    item = BacklogItem.objects.get(title=named.format("load_rows"))

    assert "    confidence 0.60, the floor is 0.75" in explained(item)


def test_a_banger_says_that_nothing_was_filtered(repository):
    run_review(repository, make_suggestion(**VAGUE), mode="banger")
    assert explained(BacklogItem.objects.get())[1] == (
        "  Passed: the mode of its review lets nothing be filtered."
    )


@pytest.mark.parametrize("make", [make_item, make_filtered_item])
def test_what_another_program_wrote_is_explained_by_its_row(make):
    lines = explained(make())
    assert lines[2] == "  Another program wrote it, so Mason's rules weren't asked."


def test_later_sightings_are_listed(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    run_review(repository, suggestion)
    one = Sighting.objects.get()

    assert explained(BacklogItem.objects.get())[-2:] == [
        "Seen again 1 time:",
        f"  {one.seen_at:%Y-%m-%d %H:%M} UTC by fingerprint, run {one.analysis_run_id}",
    ]


def test_an_id_that_nothing_has_is_refused():
    with pytest.raises(CommandError) as refused:
        call_command("explain", str(UUID(int=1)))
    assert str(refused.value) == (
        "There is no backlog item and no filtered item 00000000-0000-0000-0000-000000000001."
    )


def test_what_is_no_id_is_refused():
    with pytest.raises(CommandError, match="invalid UUID value: 'nothing'"):
        call_command("explain", "nothing")


def test_the_page_of_an_item_shows_each_rule_and_the_lineage(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    run_review(repository, suggestion)

    page = signed_in(make_viewer()).get(page_of(BacklogItem.objects.get()))

    assert "It passed: no objection reached its tier's floor." in page.text
    assert "Seen 2 times" in page.text
    assert "<code>vague_solution</code>: No objection." in page.text


def test_the_page_of_a_filtered_item_escapes_its_evidence(repository):
    run_review(repository, make_suggestion(solution="<script>do it</script>"))

    page = signed_in(make_viewer()).get(page_of(FilteredItem.objects.get()))

    assert "The solution: &lt;script&gt;do it&lt;/script&gt;" in page.text
    assert "<strong>filtered it</strong>" in page.text


@pytest.mark.parametrize("count", [0, 30])
def test_the_page_asks_as_many_queries_however_often_it_was_seen(
    repository, count, django_assert_num_queries
):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    for _ in range(count):
        run_review(repository, suggestion)
    client, item = signed_in(make_viewer()), BacklogItem.objects.get()
    client.get(page_of(item))

    with django_assert_num_queries(QUERIES):
        client.get(page_of(item))


QUERIES = 18
