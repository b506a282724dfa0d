"""What an agent's output says of its answer and of what it used."""

import re
from decimal import Decimal
from typing import Any, Final

import orjson

from backlog.assistants.asking import Answer, Usage

_COST: Final = re.compile(
    r"^\W*(?:total )?cost:?\s*\$?\s*(\d{1,9}(?:\.\d{1,9})?)\s*(?:USD|\$)?\W*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of its own that tells US dollars, as in `cost: $0.12`."""

MOST_TOKENS: Final = 10**12
MOST_DOLLARS: Final = 10**6
"""Whoever says that an answer used more is in error, and counts as saying nothing."""


def answer_of(output: str, *, errors: str = "", answer: str | None = None) -> Answer:
    """Take the answer, unless it is given, and the cost out of what an agent wrote.

    Agents that report in JSON wrap the answer: `{"result": "...", "total_cost_usd": 0.12, "usage":
    {"input_tokens": 1, "output_tokens": 2}}`, as Claude Code does. Others may end with a line
    such as `cost: $0.12`.
    """
    wrapped = _wrapped(output)
    if wrapped is not None:
        text = wrapped["result"] if answer is None else answer
        return Answer(text=text, usage=_usage_of(wrapped))
    lines = [*_COST.findall(output), *_COST.findall(errors)]
    text = _COST.sub("", output) if answer is None else answer
    return Answer(text=text, usage=Usage(cost=_dollars(float(lines[-1])) if lines else None))


def _wrapped(output: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(output)
    except orjson.JSONDecodeError:
        return None
    is_report = isinstance(found, dict) and isinstance(found.get("result"), str)
    return found if is_report else None


def _usage_of(report: dict[str, Any]) -> Usage:
    stated = report.get("usage")
    usage = stated if isinstance(stated, dict) else {}
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return Usage(
        input_tokens=sum(_number(usage.get(name)) for name in names),
        output_tokens=_number(usage.get("output_tokens")),
        cost=_dollars(report.get("total_cost_usd")),
    )


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 < value <= MOST_TOKENS else 0


def _dollars(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value)) if 0 <= value <= MOST_DOLLARS else None
