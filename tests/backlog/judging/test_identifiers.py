"""Names of code in prose."""

import pytest

from backlog.judging.identifiers import name_words_in, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Close it in load_users() and `with`", {"load_users", "with"}),
        ("UserLoader reads MAX_SIZE and userId", {"UserLoader", "MAX_SIZE", "userId"}),
        ("Use functools.lru_cache", {"functools.lru_cache"}),
        ("Call json.dumps", {"json.dumps"}),
        ("__init__ takes --strict and @cached", {"__init__", "--strict", "@cached"}),
        ("Improve it. Then test.", set()),
        ("e.g. 3.5 or a-b", set()),
    ],
)
def test_a_text_names_code(text, names):
    assert set(names_in(text)) == names


def test_names_are_compared_by_their_parts_without_case():
    assert name_words_in("`Loader._read_row` and json.dumps") == {
        "loader",
        "read_row",
        "json",
        "dumps",
    }
