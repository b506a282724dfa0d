import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.judging.similarity import MEANINGLESS_WORDS, similarity

titles = st.lists(
    st.sampled_from(["cache", "price", "list", "cart", "Close", "the", "fix", "of"]), max_size=8
).map(" ".join)


@pytest.mark.parametrize(
    ("candidate", "other", "expected"),
    [
        ("Cache the price list", "Cache price lists", 200 / 3),
        ("Cache the price list", "Add a CACHE for the price list, when it is used", 100.0),
        ("Cache price", "Cache the price of each article", 100.0),
        ("Cache the price of each article", "Cache price", 50.0),
        ("Close files", "Retry uploads", 0.0),
        ("Fix the use of this", "Fix the use of this", 0.0),
        ("", "Cache", 0.0),
        ("cache cache list", "cache", 50.0),
    ],
)
def test_similarity_is_the_share_of_the_candidates_words(candidate, other, expected):
    assert similarity(candidate, other) == pytest.approx(expected)


@settings(deadline=None)
@given(titles, titles)
def test_similarity_is_a_percentage(candidate, other):
    assert 0 <= similarity(candidate, other) <= 100


@settings(deadline=None)
@given(titles)
def test_title_with_a_word_that_says_something_is_wholly_like_itself(title):
    says_something = set(title.lower().split()) - MEANINGLESS_WORDS
    assert similarity(title, title) == (100 if says_something else 0)


@settings(deadline=None)
@given(titles, titles, st.sampled_from(sorted(MEANINGLESS_WORDS)))
def test_meaningless_words_change_nothing(candidate, other, word):
    assert similarity(f"{word} {candidate}", f"{other} {word}") == similarity(candidate, other)


@settings(deadline=None)
@given(titles, titles, titles)
def test_more_words_in_the_other_title_never_lessen_it(candidate, other, more):
    assert similarity(candidate, f"{other} {more}") >= similarity(candidate, other)


@settings(deadline=None)
@given(titles, titles)
def test_case_plays_no_part(candidate, other):
    assert similarity(candidate.upper(), other) == similarity(candidate, other.upper())
