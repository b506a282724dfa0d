"""The page of a filtered item, the list of them, and the lists of reviews and feedback."""

import pytest
from django.utils import timezone

from backlog.admin.side_by_side import side_by_side
from backlog.models import BacklogItem, Fingerprint, RestoreFeedback
from tests.admin_pages import changelist_of, page_of, signed_in
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_filtered_item,
    make_item,
    make_repository,
    make_viewer,
)
from tests.reviews import run_review

pytestmark = pytest.mark.django_db

REASON = "already_decided: The same suggestion was rejected, and its code is unchanged."
LIST = "/admin/backlog/filtereditem/"


def opened(row):
    return signed_in(make_curator()).get(page_of(row))


def make_duplicate(item, **values):
    """A filtered item that repeats the item, and says so."""
    row = make_filtered_item(
        repository=item.repository,
        filter_reason=REASON,
        filter_confidence="0.95",
        evidence=f"Rejected item {item.pk}: {item.title}",
        **values,
    )
    Fingerprint.objects.create(
        repository=item.repository, value=str(row.pk), item=item, filtered_item=row
    )
    return row


def restored(repository, number):
    for _ in range(number):
        case = make_filtered_item(
            repository=repository, filter_reason=REASON, override_status="restored"
        )
        RestoreFeedback.objects.create(
            filtered_item=case,
            filter_tier="tier2",
            filter_reason=REASON,
            restored_at=timezone.now(),
        )


def test_says_which_rule_of_which_tier_filtered_it_and_why():
    page = opened(make_filtered_item(filter_reason=REASON, filter_confidence="0.95"))

    why = page.context["why"]
    assert (why.code, why.sentence) == (
        "already_decided",
        "The same suggestion was rejected, and its code is unchanged.",
    )
    shown = (why.tier, str(why.floor), str(why.then), str(why.now))
    assert shown == ("Context", "0.75", "0.95", "0.95")
    assert "0.95, after 0 restores in the repository: still filters" in page.text


@pytest.mark.parametrize(
    ("restores", "told"),
    [
        (1, "0.95, after 1 restore in the repository: still filters"),
        (4, "0.85, after 4 restores in the repository: still filters"),
        (5, "0.70, after 5 restores in the repository: doesn't filter any more"),
    ],
)
def test_says_what_restoring_left_of_the_rules_confidence(restores, told):
    row = make_filtered_item(filter_reason=REASON, filter_confidence="0.95")
    restored(row.repository, restores)

    assert told in opened(row).text


def test_a_rule_of_another_writer_is_told_as_far_as_it_is_known():
    row = make_filtered_item(filter_reason="Too small", filter_tier=None, evidence=None)

    page = opened(row)

    why = page.context["why"]
    assert (why.code, why.sentence, why.tier, why.now) == ("Too small", "", "", None)
    assert "not known: the rule isn't one of Mason's" in page.text


def test_the_evidence_leads_to_the_item_that_it_names():
    item = make_item(title="Close <it>")
    page = opened(make_duplicate(item))

    link = f'<a class="text-link" href="{page_of(item)}">{item.pk}</a>'
    assert f"Rejected item {link}: Close &lt;it&gt;" in page.text


def test_ids_of_nothing_and_html_in_an_evidence_stay_text():
    text = "Item 00000000-0000-4000-8000-000000000000 <script>alert(1)</script>"
    page = opened(make_filtered_item(evidence=text))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "Item 00000000-0000-4000-8000-000000000000 &lt;" in page.text


def test_a_duplicate_stands_beside_the_item_that_it_repeats():
    item = make_item(title="Close the file", status="rejected")
    row = make_duplicate(item, title="Close each file")

    comparison = opened(row).context["comparison"]

    assert (comparison.item, comparison.url, comparison.variant) == (item, page_of(item), "danger")
    assert [name for name, _ in comparison.texts] == ["Title", "Scores", "Problem", "Solution"]


def test_without_an_id_in_the_evidence_the_fingerprint_names_the_item():
    item = make_item()
    row = make_duplicate(item)
    row.evidence = ""
    row.save()

    page = opened(row)

    assert page.context["comparison"].item == item
    assert page.context["restored_as"] == []


def test_what_repeats_nothing_shows_its_own_texts():
    page = opened(make_filtered_item(problem="Each *request* reads it."))

    assert page.context["comparison"] is None
    assert "Each <em>request</em> reads it." in page.text


def test_a_restored_row_leads_to_the_item_that_it_became():
    row = make_filtered_item(override_status="restored")
    item = make_item(title="Restored")
    Fingerprint.objects.create(repository=row.repository, value="one", item=item, filtered_item=row)

    page = opened(row)

    assert page.context["restored_as"] == [("Restored", page_of(item))]
    assert page.context["comparison"] is None


def shown(parts):
    return [(part.kind.value, part.text) for part in parts]


def test_what_differs_is_marked_on_its_own_side():
    (pair,) = side_by_side("Close the old file", "Close the new file")

    same, rest = ("same", "Close the "), ("same", " file")
    assert shown(pair.left) == [same, ("removed", "old"), rest]
    assert shown(pair.right) == [same, ("added", "new"), rest]


def test_equal_texts_are_shown_whole_and_unmarked():
    pairs = side_by_side("One\nTwo\nThree\nFour", "One\nTwo\nThree\nFour")

    assert [shown(pair.left) for pair in pairs] == [
        [("same", line)] for line in ("One", "Two", "Three", "Four")
    ]
    assert [pair.left for pair in pairs] == [pair.right for pair in pairs]


def test_a_line_of_one_text_alone_has_nothing_beside_it():
    pairs = side_by_side("One\nTwo", "One")

    assert shown(pairs[1].left) == [("removed", "Two")]
    assert pairs[1].right == ()


def test_a_viewer_reads_the_page_and_restores_nothing():
    page = signed_in(make_viewer()).get(page_of(make_filtered_item()))

    assert page.context["row_actions"] == []


@pytest.mark.parametrize("number", [0, 3])
def test_the_page_asks_as_many_queries_whatever_was_restored(number, django_assert_num_queries):
    item = make_item()
    row = make_duplicate(item)
    restored(item.repository, number)
    client = signed_in(make_curator())

    with django_assert_num_queries(QUERIES):
        client.get(page_of(row))


QUERIES = 13


def listed(url, **query):
    return set(signed_in(make_curator()).get(url, query).context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"rule": "in_hand"}, {"in hand"}),
        ({"rule": "vague"}, {"vague", "bare"}),
        ({"rule": "in"}, set()),
        ({"filter_tier__exact": "tier3"}, {"vague", "bare"}),
        ({"filter_tier__exact": "tier9"}, set()),
        ({"override_status__exact": "restored"}, {"vague"}),
        ({"confidence": "high"}, {"in hand"}),
        ({"confidence": "middle"}, {"bare"}),
        ({"confidence": "low"}, {"vague"}),
        ({"confidence": "any"}, set()),
    ],
)
def test_filtered_items_are_found_by(query, names):
    repository = make_repository()
    rows = [
        {"title": "in hand", "filter_reason": "in_hand: It is.", "filter_confidence": "0.90"},
        {
            "title": "vague",
            "filter_reason": "vague: It is.",
            "filter_tier": "tier3",
            "filter_confidence": "0.79",
            "override_status": "restored",
        },
        {
            "title": "bare",
            "filter_reason": "vague",
            "filter_tier": "tier3",
            "filter_confidence": "0.89",
        },
    ]
    for values in rows:
        make_filtered_item(repository=repository, **values)

    assert {row.title for row in listed(LIST, **query)} == names


def test_filtered_items_are_found_by_repository_and_run():
    run = make_analysis_run()
    row = make_filtered_item(repository=run.repository, analysis_run=run)
    make_filtered_item()

    assert listed(LIST, repository__id__exact=run.repository_id) == {row}
    assert listed(LIST, analysis_run__id__exact=run.pk) == {row}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"rule": "already_decided"}, 1),
        ({"rule": "in_hand"}, 0),
        ({"filter_tier__exact": "tier2"}, 1),
    ],
)
def test_feedback_is_found_by_rule_and_tier(query, number):
    restored(make_repository(), 1)

    assert len(listed(changelist_of(RestoreFeedback), **query)) == number


def test_a_run_leads_to_its_items_and_to_what_was_filtered_of_it():
    repository = make_repository()
    run_review(repository)
    run = repository.analysis_runs.get()
    item = make_item(repository=repository, analysis_run=run)
    row = make_filtered_item(repository=repository, analysis_run=run)
    make_item(repository=repository)

    page = signed_in(make_curator()).get(changelist_of(type(run)))

    links = [
        f"{changelist_of(model)}?analysis_run__id__exact={run.pk}"
        for model in (BacklogItem, type(row))
    ]
    assert [link in page.text for link in links] == [True, True]
    assert [listed(link) for link in links] == [{item}, {row}]


@pytest.mark.parametrize(
    ("query", "modes"),
    [
        ({"mode": "quick"}, {"quick"}),
        ({"mode": "area:frontend"}, {"area:frontend"}),
        ({"mode": "unheard"}, set()),
        ({"status__exact": "failed"}, {"quick"}),
    ],
)
def test_runs_are_found_by_mode_and_status(query, modes):
    repository = make_repository()
    make_analysis_run(repository=repository, mode="quick", status="failed")
    make_analysis_run(repository=repository, mode="area:frontend")

    runs = listed("/admin/backlog/analysisrun/", **query)

    assert {run.mode for run in runs} == modes
