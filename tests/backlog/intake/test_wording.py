import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake import wording


@given(st.text())
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = wording.cleaned(text)

    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\x00b", "a�b"),
        ("\ud800x", "�x"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  tab\tstays \n", "tab\tstays"),
        ("\x1b[31mred", "�[31mred"),
    ],
)
def test_unfit_characters_are_replaced(raw: str, cleaned: str) -> None:
    assert wording.cleaned(raw) == cleaned


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("see [the docs](https://a.example/x) now", "see the docs now"),
        ("tainted by [input](1)", "tainted by input"),
        ("[PEP 8] says so\n\n[PEP 8]: https://peps.example", "PEP 8 says so\n\n"),
        ("set [`lint.x`] to 1", "set `lint.x` to 1"),
        ("values[0] and a[i][j] and f[x](y) stay", "values[0] and a[i][j] and f[x](y) stay"),
    ],
)
def test_links_are_replaced_by_their_labels(markdown: str, plain: str) -> None:
    assert wording.without_links(markdown) == plain


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One"),
        ("Use e.g. this. Then that.", "Use e.g. this"),
        ("No stop", "No stop"),
        ("Folded\nlines.\n\nSecond paragraph", "Folded lines"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, first: str) -> None:
    assert wording.first_sentence(text) == first


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shortened_text_keeps_to_its_length(text: str, length: int) -> None:
    assert len(wording.shortened(text, length)) <= length


def test_text_is_shortened_at_a_word() -> None:
    assert wording.shortened("a long sentence about nothing", 16) == "a long sentence…"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("something is wrong", "Something is wrong."),
        ("`open()` stays", "`open()` stays."),
        ("os.path is old", "os.path is old."),
        ("Really?", "Really?"),
        ("", ""),
    ],
)
def test_sentence_has_capital_and_stop(text: str, sentence: str) -> None:
    assert wording.sentence(text) == sentence


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1200, "1,200 files")]
)
def test_nouns_are_counted(number: int, text: str) -> None:
    assert wording.counted(number, "file") == text


def test_irregular_plural_is_given() -> None:
    assert wording.counted(2, "branch", "branches") == "2 branches"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_names_are_listed_up_to_a_limit(names: list[str], text: str) -> None:
    assert wording.listed(names, limit=3) == text
