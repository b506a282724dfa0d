import io
import json
import os
from pathlib import Path
from typing import Any

import ijson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake.exceptions import NotSarif, UnreadableFile
from backlog.intake.progress import Progress
from backlog.intake.sarif_stream import CHUNK, LONGEST_TEXT, SarifStream

TOKEN = "it isn't JSON (parse error: unallowed token at this point in JSON text)"
CHARACTER = "it isn't JSON (lexical error: invalid char in json text)"
ENCODING = "the text isn't UTF-8 (or half of a surrogate pair)"
NUMBER = "a number is larger than 64 bits hold"
PROBLEM = "{path} isn't a SARIF 2.1.0 file: {problem}."

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=30,
)


def events(file: Path) -> list[Any]:
    return list(SarifStream(file, Progress()).events("Reading"))


def test_c_parser_is_used() -> None:
    assert ijson.backend_name == "yajl2_c"


@given(json_values)
def test_events_are_those_of_the_parser(tmp_path_factory: Any, value: Any) -> None:
    file = tmp_path_factory.mktemp("json") / "any.json"
    file.write_text(json.dumps(value), encoding="utf-8")

    assert events(file) == list(ijson.parse(io.BytesIO(file.read_bytes()), use_float=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes('{"a": "ä€😀"}'.encode(encoding))

    assert ("a", "string", "ä€😀") in events(file)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is cut off at line 1, column 1"),
        (b'{"a": 1', "the file is cut off at line 1, column 8"),
        (b'{\n "a": }', f"{TOKEN} at line 2, column 7"),
        (b"<html>", f"{CHARACTER} at line 1, column 1"),
        (b"\x1f\x8b\x08\x00", f"{CHARACTER} at line 1, column 1"),
        (b'{"a": NaN}', f"{CHARACTER} at line 1, column 7"),
        (b'{"a": 1}\n\n x', "more text follows the end of the JSON at line 3, column 2"),
        (b'{"a": "\xff"}', "the text isn't UTF-8 at line 1, column 8"),
        (b'{"a": "\\udc00"}', f"{ENCODING} at line 1, column 14"),
        (b'{"a": ' + b"9" * 5_000 + b"}", f"{NUMBER} at line 1, column 5,007"),
        (b'{"a": 1e999}', f"{NUMBER} at line 1, column 12"),
        (b"[" * 101, "it has more than 100 levels of nesting"),
        (b"[" * 10_000_000, "it has more than 100 levels of nesting"),
        (b'{"' + b"k" * 10_001 + b'": 1}', "it has a key of more than 10,000 characters"),
        (b" " * CHUNK + b"\n\n[}", f"{TOKEN} at line 3, column 2"),
        ('{"a": '.encode("utf-16"), "the file is cut off at line 1, column 7"),
        ("{".encode("utf-16") + b"\x00\xd8{\x00", f"{ENCODING} at line 1, column 1"),
    ],
)  # fmt: skip
def test_broken_file_is_refused_with_the_place(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content)

    with pytest.raises(NotSarif) as refusal:
        events(file)

    assert str(refusal.value) == PROBLEM.format(path=file, problem=problem)


def test_text_without_end_is_refused_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "endless.json"
    file.write_bytes(b'{\n"a": "' + b"x" * (LONGEST_TEXT + 2 * CHUNK) + b'"}')

    with pytest.raises(
        NotSarif, match=r"it has a text of more than 10,000,000 bytes that goes on at line 2"
    ):
        events(file)


def test_texts_are_counted_each_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    file.write_text(json.dumps(["x" * (LONGEST_TEXT - 3 * CHUNK)] * 2), encoding="utf-8")

    assert [event for _, event, _ in events(file)] == [
        "start_array",
        "string",
        "string",
        "end_array",
    ]
    assert len(list(SarifStream(file, Progress()).items("item", "Reading"))) == 2


def test_place_of_an_error_within_a_long_text_is_exact(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(b'["' + b"x" * 1_000_000 + b'\xff"]')

    with pytest.raises(NotSarif, match="UTF-8 at line 1, column 1,000,003"):
        events(file)


def test_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        events(tmp_path / "nowhere.sarif")

    path = tmp_path / "nowhere.sarif"
    assert str(refusal.value) == f"{path} can't be read: No such file or directory."


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Is a directory"):
        events(tmp_path)


def test_pipe_is_refused_because_it_can_be_read_only_once() -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(UnreadableFile, match="it is a pipe, and is read twice"):
            events(Path(f"/dev/fd/{reading}"))
    finally:
        os.close(writing)
        os.close(reading)


def test_items_are_built_at_a_prefix(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"runs": [{"results": [1, {"a": [2]}]}, {"results": [3]}]}', encoding="utf-8")

    items = SarifStream(file, Progress()).items("runs.item.results.item", "Reading")

    assert list(items) == [1, {"a": [2]}, 3]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_tells_bytes_of_the_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(["x" * 1_000_000]), encoding="utf-8")
    terminal = Terminal()

    list(SarifStream(file, Progress(terminal)).events("Reading a.json"))

    assert terminal.getvalue().startswith("\r\x1b[2KReading a.json: 0.0 of 1.0 MB")
