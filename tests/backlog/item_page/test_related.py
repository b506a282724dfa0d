import pytest

from backlog.admin.item_page.related import COMPARED_ITEMS, SHOWN_OF_RUN, related_of
from backlog.models import BacklogItem, Fingerprint
from tests.admin_pages import changelist_of, page_of
from tests.factories import make_analysis_run, make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db


def titles(rows):
    return [row.title for row in rows]


def test_similar_items_of_the_repository_come_the_likest_first():
    repository = make_repository()
    item = make_item(repository=repository, title="Cache the price list")
    for title in ("Cache prices", "Sort the price list", "Cache a price list", "Close files"):
        make_item(repository=repository, title=title)
    make_item(title="Cache the price list")

    found = related_of(item).similar

    assert [(row.title, row.similarity) for row in found] == [
        ("Cache a price list", 100),
        ("Sort the price list", 67),
        ("Cache prices", 33),
    ]


def test_title_that_shares_less_than_three_words_of_ten_is_not_similar():
    repository = make_repository()
    item = make_item(repository=repository, title="one two three four")
    make_item(repository=repository, title="four")

    assert related_of(item).similar == ()


def test_no_more_than_five_similar_items_are_shown():
    repository = make_repository()
    item = make_item(repository=repository, title="Cache the price list")
    for number in range(8):
        make_item(repository=repository, title=f"Cache the price list {number}")

    assert titles(related_of(item).similar) == [f"Cache the price list {n}" for n in range(5)]


def test_similar_item_names_its_status():
    repository = make_repository()
    item = make_item(repository=repository, title="Cache prices")
    other = make_item(repository=repository, title="Cache prices", status="rejected")

    (found,) = related_of(item).similar

    assert (found.status, found.variant, found.url) == ("Rejected", "danger", page_of(other))


@pytest.mark.parametrize("title", ["Fix the use of this", "''' | ( :*", "", "% - |"])
def test_title_without_words_to_look_for_has_no_similar_items(title):
    repository = make_repository()
    make_item(repository=repository, title=title)

    assert related_of(make_item(repository=repository, title=title)).similar == ()


def test_others_of_the_run_come_by_priority_with_a_link_to_all():
    run = make_analysis_run()
    values = {"analysis_run": run, "effort_score": 1}
    item = make_item(**values)
    for impact in range(1, 8):
        make_item(title=f"impact {impact}", impact_score=impact, **values)

    related = related_of(item)

    assert titles(related.of_run) == [f"impact {n}" for n in (7, 6, 5, 4, 3)]
    assert related.more_of_run_url == (
        f"{changelist_of(BacklogItem)}?analysis_run__id__exact={run.pk}"
    )


def test_few_others_of_the_run_need_no_link():
    run = make_analysis_run()
    item = make_item(analysis_run=run)
    for _ in range(SHOWN_OF_RUN):
        make_item(analysis_run=run)

    related = related_of(item)

    assert (len(related.of_run), related.more_of_run_url) == (SHOWN_OF_RUN, "")


def test_item_without_run_or_repository_has_nothing_related():
    item = BacklogItem.objects.create(title="Cache prices", problem="x", solution="y")

    related = related_of(item)

    assert (related.of_run, related.similar, related.restored_from) == ((), (), ())


def test_filtered_item_that_became_the_item_is_named_once():
    item, filtered = make_item(), make_filtered_item(title="As it was")
    for value in ("a", "b"):
        Fingerprint.objects.create(
            repository=item.repository, value=value, item=item, filtered_item=filtered
        )

    assert related_of(item).restored_from == (("As it was", page_of(filtered)),)


def test_no_more_items_are_compared_than_is_quick(django_assert_num_queries):
    repository = make_repository()
    item = make_item(repository=repository, title="Cache prices")
    BacklogItem.objects.bulk_create(
        BacklogItem(repository=repository, title="Cache prices", problem="x", solution="y")
        for _ in range(COMPARED_ITEMS + 10)
    )

    with django_assert_num_queries(2):
        related_of(item)
