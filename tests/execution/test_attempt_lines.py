"""What an attempt logs is kept in order, bounded."""

import pytest

from execution.choices import LONGEST_LINE, LogLevel
from execution.services.attempt_lines import AttemptMessage, append_attempt_lines
from tests.attempts import held

pytestmark = pytest.mark.django_db


def lines_of(attempt):
    return list(attempt.lines.order_by("pk").values_list("log_level", "message"))


def test_lines_are_kept_in_their_order_with_their_level():
    attempt, _ = held()
    lines = [AttemptMessage(f"Line {n}", level) for n, level in enumerate(LogLevel)]
    append_attempt_lines(attempt_id=attempt.pk, lines=lines)
    append_attempt_lines(attempt_id=attempt.pk, lines=[AttemptMessage("Last")])

    assert lines_of(attempt) == [
        ("debug", "Line 0"),
        ("info", "Line 1"),
        ("warn", "Line 2"),
        ("error", "Line 3"),
        ("info", "Last"),
    ]


def test_a_line_is_cut_and_has_no_nul():
    attempt, _ = held()
    lines = [AttemptMessage(f"\0a\0{5_000 * 'x'}"), AttemptMessage("")]
    append_attempt_lines(attempt_id=attempt.pk, lines=lines)

    assert lines_of(attempt) == [("info", "a" + (LONGEST_LINE - 1) * "x"), ("info", "")]


def test_unusual_characters_and_long_batches_are_kept_as_they_are():
    attempt, _ = held()
    messages = ["ä “x” % {} \\ '\n\t", *(f"line {number}" for number in range(1_000))]
    append_attempt_lines(attempt_id=attempt.pk, lines=list(map(AttemptMessage, messages)))
    append_attempt_lines(attempt_id=attempt.pk, lines=[])

    assert [message for _, message in lines_of(attempt)] == messages
