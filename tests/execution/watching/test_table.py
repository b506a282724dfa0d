import re

import pytest

from execution.watching.cells import width_of
from execution.watching.table import Look, drawn
from tests.execution.watching.rows import NOW, row


def lines(*rows, width=100, height=24, notice="", **look):
    return drawn(list(rows), NOW, Look(width, height, **look), notice=notice)


def test_a_row_is_a_line_below_the_headings():
    shown = lines(row(validation_tests="pass"), width=85)

    assert shown == [
        "Title                 Phase         Wave    Tasks  TEBT   Elapsed   Moved  File",
        "Close the file        Building       2/3      3/7  ---p      4:05     8 s  …prices.py",
        "TEBT: typescript, eslint, build, tests; p pass, F fail, r running, . waiting, - none",
    ]


@pytest.mark.parametrize("width", [*range(1, 30), 55, 70, 80, 200])
def test_no_line_is_wider_than_the_terminal(width):
    rows = [row(title="価格 " * 90, current_file="shop/" * 90, current_wave=99_999)] * 30

    shown = lines(*rows, width=width, height=10, notice="The connection is lost. " * 9)

    assert max(map(width_of, shown)) <= width
    assert len(shown) == 10


def test_a_terminal_of_80_shows_every_column():
    assert lines(row(), width=80)[1].split()[-1] == "…ices.py"


def test_a_narrow_terminal_shows_no_files_and_then_the_first_columns_alone():
    assert lines(row(), width=70)[0].split()[-1] == "Moved"
    assert lines(row(), width=40)[0].split() == ["Title", "Phase", "Wave"]
    assert lines(row(), width=20)[0].split() == ["Title"]


def test_long_titles_are_cut_and_files_keep_their_end():
    shown = lines(row(title="Close " * 20, current_file="a/" * 40 + "end.py"), width=100)[1]

    assert re.match(r"Close Close [Close ]+…  Building", shown)
    assert re.search(r"  …[a/]+/end\.py$", shown)


def test_rows_that_do_not_fit_are_counted():
    shown = lines(*[row()] * 9, height=7)

    assert len(shown) == 7
    assert shown[5] == "and 5 more"


def test_nothing_going_on_is_said():
    assert lines() == ["Nothing is being executed."]


def test_a_notice_stands_above_the_rows():
    assert lines(row(), notice="It is lost.")[0] == "It is lost."
    assert lines(notice="It is lost.") == ["It is lost.", "Nothing is being executed."]


def test_colours_are_shown_only_where_the_terminal_has_them():
    rows = [row(validation_build="fail", validation_tests="pass"), row(item_status="completed")]

    plain, coloured = lines(*rows), lines(*rows, has_colours=True)

    assert "\x1b" not in "".join(plain)
    assert "\x1b[31m--Fp\x1b[0m" in coloured[1]
    assert "\x1b[32mCompleted  \x1b[0m" in coloured[2]
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in coloured] == plain


def test_a_hostile_title_steers_no_terminal():
    assert "\x1b" not in "".join(lines(row(title="\x1b[2Jgone", current_file="\x1b]0;x\x07")))
