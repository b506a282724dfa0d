import pytest

from backlog.intake import json_values
from backlog.intake.json_values import LONGEST_TEXT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" a ", "a"),
        ("a\x00", "a�"),
        ("x" * (LONGEST_TEXT + 1), "x" * LONGEST_TEXT),
        (None, ""),
        (1, ""),
        (["a"], ""),
        ({"text": "a"}, ""),
    ],
)
def test_only_strings_are_texts(value: object, text: str) -> None:
    assert json_values.as_text(value) == text


@pytest.mark.parametrize(
    ("value", "index"), [(0, 0), (7, 7), (-1, None), (True, None), (1.0, None), ("1", None)]
)
def test_only_whole_numbers_are_indexes(value: object, index: int | None) -> None:
    assert json_values.as_index(value) == index


@pytest.mark.parametrize("value", [None, 1, "a", [], True])
def test_what_is_no_object_is_an_empty_one(value: object) -> None:
    assert json_values.as_object(value) == {}


@pytest.mark.parametrize("value", [None, 1, "a", {}, True])
def test_what_is_no_array_is_an_empty_one(value: object) -> None:
    assert json_values.as_array(value) == []


@pytest.mark.parametrize(
    ("index", "element"), [(0, {"a": 1}), (1, {}), (2, {}), (9, {}), (None, {})]
)
def test_element_is_an_object_in_any_case(index: int | None, element: dict[str, int]) -> None:
    assert json_values.element([{"a": 1}, None, "text"], index) == element
