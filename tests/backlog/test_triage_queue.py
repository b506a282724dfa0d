from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog.admin.triage.place import Place
from backlog.admin.triage.waiting import ITEMS_AT_ONCE, SHOWN_CHARACTERS
from backlog.models import BacklogItem
from tests.admin_pages import page_of, signed_in
from tests.backlog.triage_page import DECIDE, PAGE, QUEUE, decision, post, timeless, titles
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 1, 5, tzinfo=UTC)


def make_items(number: int) -> list[BacklogItem]:
    repository = make_repository()
    return [make_item(repository=repository) for _ in range(number)]


def followed(client, query="") -> list[str]:
    """The ids of all that the queue gives, batch after batch."""
    ids: list[str] = []
    after = ""
    while True:
        batch = client.get(f"{QUEUE}?{query}", {"after": after} if after else {}).json()
        ids += [item["id"] for item in batch["items"]]
        if not batch["more"]:
            return ids
        after = batch["items"][-1]["place"]


def test_answer_says_of_an_item_all_that_the_page_needs():
    item = make_item(title="Close the file", impact_score=8, effort_score=3)

    answer = signed_in(make_curator()).get(QUEUE).json()

    html = answer["items"][0].pop("html")
    assert answer == {
        "items": [
            {
                "id": str(item.pk),
                "title": "Close the file",
                "url": page_of(item),
                "place": f"13~{item.created_at.isoformat()}~{item.pk}",
                "status": "new",
                "told": "",
            }
        ],
        "more": False,
        "count": {"number": 1, "is_capped": False},
    }
    shown = ["Close the file", "The file stays open", "Open it in a with", "Priority 13"]
    assert [text in html for text in shown] == [True] * 4


def test_texts_are_rendered_and_hostile_ones_escaped():
    hostile = "<script>alert(1)</script> **now**"
    make_item(title=hostile, problem=hostile, solution="[x](javascript:alert(1))")

    [item] = signed_in(make_curator()).get(QUEUE).json()["items"]

    assert "<script" not in item["html"]
    assert 'href="javascript' not in item["html"]
    assert "<strong>now</strong>" in item["html"]


def test_page_holds_hostile_titles_as_text():
    make_item(title="</script><script>alert(1)</script>")

    assert "<script>alert(1)" not in signed_in(make_curator()).get(PAGE).text


@pytest.mark.parametrize(("length", "is_cut"), [(0, False), (1, True)])
def test_long_texts_are_cut_with_a_link_to_the_page(length, is_cut):
    item = make_item(problem="y" * (SHOWN_CHARACTERS + length), solution="")

    [shown] = signed_in(make_curator()).get(QUEUE).json()["items"]

    assert shown["html"].count("y" * SHOWN_CHARACTERS) == 1
    assert ("y" * (SHOWN_CHARACTERS + 1) in shown["html"]) is False
    assert ("The texts go on" in shown["html"]) is is_cut
    assert page_of(item) in shown["html"]


def test_batch_of_the_longest_texts_stays_small():
    repository = make_repository()
    for _ in range(ITEMS_AT_ONCE):
        make_item(repository=repository, problem="word " * 40_000, solution="word " * 40_000)

    answer = signed_in(make_curator()).get(QUEUE)

    assert len(answer.content) < ITEMS_AT_ONCE * (2 * SHOWN_CHARACTERS + 4_000)


def test_places_in_the_code_are_shown():
    make_item(problem="See shop/cart.py:12.")

    [item] = signed_in(make_curator()).get(QUEUE).json()["items"]

    assert "shop/cart.py:12</code>" in item["html"]


values = st.tuples(st.none() | st.integers(1, 3), st.integers(1, 2), st.integers(0, 1))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(st.lists(values, min_size=ITEMS_AT_ONCE - 1, max_size=2 * ITEMS_AT_ONCE + 2))
def test_batches_give_every_new_item_once_in_the_order_of_priority(rows):
    BacklogItem.objects.all().delete()
    repository = make_repository()
    for impact, effort, days in rows:
        made = {"impact_score": impact, "effort_score": effort}
        item = make_item(repository=repository, **made)
        BacklogItem.objects.filter(pk=item.pk).update(created_at=DAY + timedelta(days=days))

    ids = followed(signed_in(make_curator()))

    ordered = BacklogItem.objects.by_priority().values_list("pk", flat=True)
    assert ids == [str(pk) for pk in ordered]


def test_batch_has_so_many_items_and_tells_that_there_are_more():
    make_items(ITEMS_AT_ONCE + 1)
    client = signed_in(make_curator())

    first = client.get(QUEUE).json()
    rest = client.get(QUEUE, {"after": first["items"][-1]["place"]}).json()

    assert (len(first["items"]), first["more"]) == (ITEMS_AT_ONCE, True)
    assert (len(rest["items"]), rest["more"], "count" in rest) == (1, False, False)


def test_items_that_were_decided_meanwhile_make_nobody_miss_one():
    made = make_items(ITEMS_AT_ONCE + 2)
    client = signed_in(make_curator())
    first = client.get(QUEUE).json()
    for item in made[:5]:
        post(client, DECIDE, decision(item))

    rest = client.get(QUEUE, {"after": first["items"][-1]["place"]}).json()

    assert [item["id"] for item in rest["items"]] == [str(item.pk) for item in made[-2:]]


@pytest.mark.parametrize("status", ["approved", "in_progress", "deferred", "rejected", "completed"])
def test_only_new_items_are_given(status):
    make_item(status=status)

    assert titles(signed_in(make_curator()).get(QUEUE)) == []


@pytest.mark.parametrize("status", ["status__exact=approved", "status=approved"])
def test_status_of_the_list_is_left_out(status):
    make_item(title="New")
    make_item(title="Approved", status="approved")

    assert titles(signed_in(make_curator()).get(f"{QUEUE}?{status}")) == ["New"]


@pytest.mark.parametrize(
    "query", ["area=frontend", "type=auth", "impact=critical", "quick_win=yes", "q=wanted&o=1&p=3"]
)
def test_filters_of_the_list_hold(query):
    make_item(title="Other", impact_score=6, effort_score=9)
    wanted = {"area": "frontend", "type": "auth", "impact_score": 9, "effort_score": 1}
    make_item(title="Wanted", **wanted)
    client = signed_in(make_curator())

    answer = client.get(f"{QUEUE}?{query}")

    assert titles(answer) == ["Wanted"]
    assert answer.json()["count"] == {"number": 1, "is_capped": False}


def test_repository_of_the_list_holds():
    item = make_item()
    make_item()

    answer = signed_in(make_curator()).get(QUEUE, {"repository__id__exact": item.repository_id})

    assert titles(answer) == [item.title]


def test_search_is_followed_in_the_order_of_priority():
    repository = make_repository()
    for n in range(ITEMS_AT_ONCE + 5):
        make_item(repository=repository, title=f"Wanted {n}", impact_score=n % 10 + 1)
        make_item(repository=repository, title=f"Other {n}")

    ids = followed(signed_in(make_curator()), "q=wanted")

    wanted = BacklogItem.objects.filter(title__startswith="Wanted").by_priority()
    assert ids == [str(pk) for pk in wanted.values_list("pk", flat=True)]


def test_count_stops_at_a_thousand():
    repository = make_repository()
    BacklogItem.objects.bulk_create(
        BacklogItem(repository=repository, title=str(n), problem="", solution="")
        for n in range(1_001)
    )

    answer = signed_in(make_curator()).get(QUEUE)

    assert answer.json()["count"] == {"number": 1_000, "is_capped": True}


def test_items_asked_for_by_id_come_in_that_order_with_who_decided():
    first, second = make_item(), make_item()
    client = signed_in(make_curator(github_username="alice"))
    post(client, DECIDE, decision(first))

    answer = signed_in(make_curator()).get(QUEUE, {"ids": f"{second.pk},{first.pk}"})

    told = [(item["id"], item["status"], item["told"]) for item in timeless(answer)["items"]]
    assert told == [
        (str(second.pk), "new", ""),
        (str(first.pk), "approved", "approved by alice, now"),
    ]


BAD_QUERIES = [
    ({"ids": "7"}, "ids", "ids of items, separated by commas"),
    ({"ids": ""}, "ids", "ids of items, separated by commas"),
    ({"after": ""}, "after", "the place of an item, as the queue says it"),
    ({"after": "13~yesterday~x"}, "after", "the place of an item, as the queue says it"),
    (
        {"after": f"13~2026-01-05T00:00:00~{'0' * 36}"},
        "after",
        "the place of an item, as the queue says it",
    ),
]


@pytest.mark.parametrize(("query", "field", "expected"), BAD_QUERIES, ids=range(5))
def test_bad_query_is_named(query, field, expected):
    answer = signed_in(make_curator()).get(QUEUE, query)

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": f"{field}: give {expected}.", "field": field},
    )


def test_more_ids_than_a_batch_are_refused():
    ids = ",".join([str(make_item().pk)] * (ITEMS_AT_ONCE + 1))

    answer = signed_in(make_curator()).get(QUEUE, {"ids": ids})

    assert answer.json() == {"detail": "ids: give at most 20 ids at a time.", "field": "ids"}


@settings(deadline=None)
@given(st.none() | st.integers(-8, 19), st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_place_is_read_as_it_was_written(priority, moment, item_id):
    place = Place(priority, moment, item_id)

    assert Place.read(str(place)) == place


@pytest.mark.parametrize("address", [PAGE, QUEUE])
def test_number_of_queries_is_the_same_for_one_item_and_for_many(address):
    client = signed_in(make_curator())
    make_items(1)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    make_items(30)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(one)
