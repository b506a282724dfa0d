import time
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.intake.finding import Place
from backlog.places import MOST_PLACES, CodePlace, place_url, places_in

CART = CodePlace("shop/cart.py", 12)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("See shop/cart.py:12.", ["shop/cart.py:12"]),
        ("`shop/cart.py:12`, views.py:3", ["shop/cart.py:12", "views.py:3"]),
        ("(./shop/cart.py:12:5)", ["shop/cart.py:12"]),
        ("- The handler in shop/cart.py:12 leaks", ["shop/cart.py:12"]),
        ("web/src/@app/[id]/x.ts:1 a.tsx:9", ["a.tsx:9"]),
        (
            "Where:\n\n- my shop/cart.py:12\n- a.py:3: Unused `x:1`",
            ["my shop/cart.py:12", "a.py:3"],
        ),
        ("Where:\n\n- a.py:3\n\nAlso b.py:4", ["a.py:3", "b.py:4"]),
        ("a.py:1 and a.py:1", ["a.py:1"]),
        ("at 10:30 on localhost:8000, http://example.com:80/x.py", []),
        ("example.com:443 and https://example.com/a.py:3", []),
        ("../secret.py:1 /etc/a.conf:2 a/../b.py:3 a.py:0", []),
        ("", []),
    ],
)
def test_places_are_found_in_texts(text, places):
    assert [str(place) for place in places_in([text])] == places


def test_places_of_all_texts_are_given_once_in_their_order():
    texts = ["b.py:2", "a.py:1 b.py:2"]
    assert places_in(texts) == [CodePlace("b.py", 2), CodePlace("a.py", 1)]


def test_no_more_places_are_read_than_anybody_looks_at():
    text = " ".join(f"a.py:{line}" for line in range(1, 1000))
    assert len(places_in([text])) == MOST_PLACES


segments = st.text("abcXYZ09_-", min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(segments, min_size=1, max_size=4), st.integers(1, 99_999))
def test_place_that_a_review_lists_is_found_again(parts, line):
    place = Place(f"{'/'.join(parts)}.py", line)

    assert [str(found) for found in places_in([f"Where:\n\n- {place}\n- and 3 more"])] == [
        str(place)
    ]


@pytest.mark.parametrize("part", ["a", "a.", "a/", "- a.a", ".py:", "Where:\n\n- ", "a.py:1"])
def test_hostile_texts_are_searched_in_a_sane_time(part):
    begun = time.monotonic()

    places_in([part * 300_000])

    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("https://github.com/acme/shop", "https://github.com/acme/shop/blob/abc/shop/cart.py#L12"),
        (
            "http://git.acme.example:3000/acme/shop/",
            "http://git.acme.example:3000/acme/shop/blob/abc/shop/cart.py#L12",
        ),
        (
            "https://gitlab.com/acme/shop",
            "https://gitlab.com/acme/shop/-/blob/abc/shop/cart.py#L12",
        ),
        (
            "https://gitlab.acme.example/a/b",
            "https://gitlab.acme.example/a/b/-/blob/abc/shop/cart.py#L12",
        ),
        (
            "https://bitbucket.org/acme/shop",
            "https://bitbucket.org/acme/shop/src/abc/shop/cart.py#lines-12",
        ),
        (
            "https://curator:secret@github.com/acme/shop?x#y",
            "https://github.com/acme/shop/blob/abc/shop/cart.py#L12",
        ),
    ],
)
def test_place_has_its_address_on_the_repositorys_host(page, url):
    assert place_url(page, "abc", CART) == url


@pytest.mark.parametrize(
    "page",
    [
        "",
        "github.com/acme/shop",
        "javascript:alert(1)",
        "ftp://x/y",
        "https://",
        "//x/y",
        "https://[x",
    ],
)
def test_place_has_no_address_without_a_web_page(page):
    assert place_url(page, "abc", CART) == ""


def test_place_has_no_address_without_a_revision():
    assert place_url("https://github.com/acme/shop", "", CART) == ""


@settings(deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_hostile_paths_and_branches_stay_in_the_path(path, branch):
    path, branch = (text.encode("utf-8", "replace").decode() for text in (path, branch))
    url = place_url("https://github.com/acme/shop", branch, CodePlace(path, 7))

    parts = urlsplit(url)
    assert (parts.netloc, parts.query, parts.fragment) == ("github.com", "", "L7")
    assert parts.path.isascii()
    assert not set("\"'<> ") & set(url)
