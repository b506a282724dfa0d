import pytest

from execution.watching.cells import clean, cut, cut_front, padded, width_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Close it", "Close it"),
        ("Close\n\tit ", "Close it"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("\x1b]0;title\x07x", "]0;title x"),
        ("\u202eright to left", "right to left"),
        ("a\x9bb", "a b"),
    ],
)
def test_what_would_steer_a_terminal_is_left_out(text, shown):
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("ä", 1), ("a\u0308", 1), ("価格", 4), ("", 0)]
)
def test_a_text_takes_the_cells_that_a_terminal_gives_it(text, width):
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("価格表", 5, "価格…"),
        ("価格表", 4, "価…"),
    ],
)
def test_a_text_that_is_too_wide_loses_its_end(text, width, shown):
    assert cut(text, width) == shown


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [("shop/a.py", 9, "shop/a.py"), ("shop/a.py", 6, "…/a.py"), ("a.py", 0, "")],
)
def test_a_path_that_is_too_wide_loses_its_beginning(path, width, shown):
    assert cut_front(path, width) == shown


def test_texts_are_filled_up_to_their_width():
    assert padded("価", 4) == "価  "
    assert padded("7", 3, to_the_right=True) == "  7"
