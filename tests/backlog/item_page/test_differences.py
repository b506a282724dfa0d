import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.admin.item_page.differences import SHOWN_LINES, Kind, Part, differences

texts = st.lists(st.sampled_from(["a b", "c", "", "d e f", "a c"]), max_size=8).map("\n".join)


def told(before, after):
    marks = {Kind.SAME: "", Kind.REMOVED: "-", Kind.ADDED: "+", Kind.SKIPPED: "~"}
    return [
        " ".join(f"{marks[part.kind]}{part.text}" for part in line)
        for line in differences(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("", "", []),
        ("", "new", ["+new"]),
        ("old", "", ["-old"]),
        ("a\nold\nc", "a\nc", ["a", "-old", "c"]),
        ("keep the file open", "keep the file closed", ["keep the file  -open +closed"]),
        ("one", "two", ["-one +two"]),
        ("same", "same", ["~1 unchanged line"]),
    ],
)
def test_differences_name_what_went_and_what_came(before, after, lines):
    assert told(before, after) == lines


def test_lines_far_from_a_change_are_counted_only():
    before = "\n".join(str(number) for number in range(20))

    assert told(before, before.replace("10", "ten")) == [
        "~8 unchanged lines",
        "8",
        "9",
        "-10 +ten",
        "11",
        "12",
        "~7 unchanged lines",
    ]


@settings(deadline=None)
@given(texts, texts)
def test_what_is_not_added_and_what_is_not_removed_are_parts_of_the_two_texts(before, after):
    parts = [part for line in differences(before, after) for part in line]

    assert all(part.text in before for part in parts if part.kind in {Kind.SAME, Kind.REMOVED})
    assert all(part.text in after for part in parts if part.kind in {Kind.SAME, Kind.ADDED})


@settings(deadline=None)
@given(texts, texts)
def test_texts_differ_exactly_when_something_is_marked(before, after):
    kinds = {part.kind for line in differences(before, after) for part in line}

    assert bool(kinds & {Kind.ADDED, Kind.REMOVED}) == (before.splitlines() != after.splitlines())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 50_000, "b\n" * 50_000),
        ("a b " * 50_000, "a c " * 50_000),
        ("\n" * 50_000 + "x", "y" + "\n" * 50_000),
        ("a\nb\n" * 195, "b\na\n" * 195),
    ],
)
def test_huge_texts_are_compared_in_a_sane_time_and_shown_in_part(before, after):
    begun = time.monotonic()

    lines = differences(before, after)

    assert len(lines) <= SHOWN_LINES + 1
    assert time.monotonic() - begun < 3


def test_long_difference_ends_with_the_number_of_lines_that_it_leaves_out():
    lines = differences("", "new\n" * (SHOWN_LINES + 40))

    assert lines[-1] == (Part(Kind.SKIPPED, "40 more lines"),)
