"""Which rule filtered something, read out of its reason: `<code>: <sentence>`."""

from typing import Final, NamedTuple

from django.db.models import Func, TextField, Value

_SEPARATOR: Final = ":"


class Reason(NamedTuple):
    """A reason in its parts; without a separator the whole of it is the code."""

    code: str
    sentence: str


def reason_parts(reason: str) -> Reason:
    """Take a reason apart."""
    code, _, sentence = reason.partition(_SEPARATOR)
    return Reason(code, sentence.strip())


def rule_code(column: str = "filter_reason") -> Func:
    """Give the code in a column of reasons, as PostgreSQL reads it."""
    return Func(
        column,
        Value(_SEPARATOR),
        Value(1),
        function="split_part",
        output_field=TextField(),
    )
