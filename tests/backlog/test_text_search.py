"""What a search finds, whatever is typed and whichever way PostgreSQL looks for it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog import found_items
from backlog.models import BacklogItem
from backlog.text_search import (
    INDEXED_CHARACTERS,
    MAXIMUM_WORD_CHARACTERS,
    PUNCTUATION,
    says,
    typed_words,
)
from tests.admin_pages import changelist_of, signed_in
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db


def make(title, **texts):
    return make_item(**{"title": title, "problem": "-", "solution": "-", **texts})


def found(text):
    return [item.title for item in BacklogItem.objects.by_priority().searched(text)]


@pytest.mark.parametrize("column", ["title", "problem", "solution"])
def test_each_text_is_searched(column):
    texts = {"title": "-", "problem": "-", "solution": "-", column: "The price is stale"}
    item = make_item(**texts)

    assert list(BacklogItem.objects.searched("price")) == [item]


@pytest.mark.parametrize("typed", ["pri", "PRICE", "price list", "list price", " price\tlist "])
def test_each_word_is_looked_for_from_its_beginning_in_any_case_and_order(typed):
    make("A Price of the List")
    make("Another price")

    assert "A Price of the List" in found(typed)
    assert found("price list") == ["A Price of the List"]


@pytest.mark.parametrize("typed", ["rice", "price missing"])
def test_the_end_of_a_word_or_one_word_of_two_is_not_enough(typed):
    make("The price")

    assert found(typed) == []


@pytest.mark.parametrize(
    "typed", ["shop/cart.py", "cart", "load_prices()", "prices", "shop::cart", "fetchAll", "fetch"]
)
def test_paths_and_identifiers_are_found_whole_and_by_their_parts(typed):
    make("shop/cart.py calls load_prices() and shop::cart->fetchAll")

    assert len(found(typed)) == 1


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_nothing_typed_leaves_all(typed):
    make("one")

    assert found(typed) == ["one"]


@pytest.mark.parametrize(
    "typed", ["'", "\\", "!!!", "|", "&", ":*", "\0", "%", "\ud800", "\u201c\u201d", "…"]
)
def test_what_has_no_word_finds_nothing(typed):
    make("one")

    assert found(typed) == []


@pytest.mark.parametrize(
    "typed", ["one'", "'one", "one\\", "on:*", "!one", "one\0", "one & one", "(one", "one <-> one"]
)
def test_operators_and_quotes_are_only_separators(typed):
    make("one")

    assert found(typed) == ["one"]


def test_a_word_of_any_length_is_looked_for_by_its_beginning():
    word = "a" * 5_000
    make(f"{word[:MAXIMUM_WORD_CHARACTERS]} short")

    assert found(word) == [f"{word[:MAXIMUM_WORD_CHARACTERS]} short"]


def test_an_over_long_text_of_another_writer_is_stored_and_searched_at_its_beginning():
    words = " ".join(f"word{number}" for number in range(300_000))
    make("long", problem=f"alpha {words}", solution=words)

    assert found("alpha") == ["long"]
    assert found(words[: INDEXED_CHARACTERS["solution"]].split()[-2]) == ["long"]
    assert found("word299999") == []


printable = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
anything = st.text() | st.text(alphabet=PUNCTUATION + " ab%\0\\")
no_database_rules = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@no_database_rules
@given(anything)
def test_nothing_typed_is_an_error(text):
    list(BacklogItem.objects.searched(text))
    BacklogItem.objects.by_priority().searched(text).ids_between(0, 5)


@no_database_rules
@given(st.lists(st.sampled_from(["price", "Preis", "Größe", "load_x", "2fa", "1e5", "don\u2019t"])))
def test_a_text_is_found_by_each_of_its_words(words):
    BacklogItem.objects.all().delete()
    make(" ".join(["x", *words]))

    for word in words:
        assert len(found(word)) == 1


@pytest.fixture(params=[1, 3, 3_000])
def walked_rows(request, monkeypatch):
    """The walk gives up at once, after some rows, or never."""
    monkeypatch.setattr(found_items, "WALKED_ROWS", request.param)
    monkeypatch.setattr(found_items, "WALKED_PER_ROW", 0)


TEXTS = st.sampled_from(
    ["price list", "pricing of 2fa", "shop/price.py", "GRÖSSE", "don\u2019t", "x"]
)


@no_database_rules
@given(texts=st.lists(TEXTS, max_size=12), bottom=st.integers(0, 4), size=st.integers(1, 5))
@pytest.mark.usefixtures("walked_rows")
def test_a_page_holds_what_the_whole_search_has_there(texts, bottom, size):
    repository = make_repository()
    for number, text in enumerate(texts):
        make_item(repository=repository, title=text, effort_score=1 + number % 4)
    rows = BacklogItem.objects.filter(repository=repository).by_priority()

    for typed in ("pri", "price", "größe", "don t", "2", "price shop", "don\u2019t"):
        whole = [item.pk for item in rows.filter(says(typed_words(typed)))]
        page = rows.searched(typed).ids_between(bottom, bottom + size)

        assert page == whole[bottom : bottom + size]
        assert [item.pk for item in rows.searched(typed)] == whole


def test_a_search_among_no_rows_finds_nothing():
    make("price")

    assert BacklogItem.objects.none().searched("price").ids_between(0, 5) == []


def test_leaving_columns_out_keeps_what_is_found_and_leaves_them_out():
    item = make("price")
    rows = BacklogItem.objects.by_priority().searched("price").defer("solution")

    assert rows.ids_between(0, 5) == [item.pk]
    assert rows.search.rows.get().get_deferred_fields() == {"solution"}


def test_a_condition_after_the_search_counts_too():
    make("price one", status="new")
    make("price two", status="approved")
    rows = BacklogItem.objects.by_priority().searched("price").filter(status="approved")

    assert [item.title for item in rows] == ["price two"]
    assert len(rows.ids_between(0, 5)) == 1


def plan_of(rows):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_the_index_of_words_is_used():
    plan = plan_of(BacklogItem.objects.order_by().searched("price"))

    assert "Bitmap Index Scan on backlog_items_by_word" in plan


def test_the_list_is_searched_and_says_by_what():
    make("price")
    make("other", solution="Cache the price")
    make("nothing")
    page = signed_in(make_curator()).get(changelist_of(BacklogItem), {"q": "PRICE"})

    assert {item.title for item in page.context["cl"].result_list} == {"price", "other"}
    assert "Words in title, problem and solution" in page.text


@pytest.mark.parametrize("typed", ["a' b", "\\", "%", "\u201c", "' OR 1=1", ":*&|!"])
def test_the_list_answers_whatever_is_typed(typed):
    assert (
        signed_in(make_curator()).get(changelist_of(BacklogItem), {"q": typed}).status_code == 200
    )
