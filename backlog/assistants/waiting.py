"""How long a provider asks to be left alone, and whether a question waits for it."""

import email.utils
import time
from collections.abc import Mapping
from typing import Final

import httpx2

LONGEST_WAIT: Final = 60.0
"""Seconds; who is told to wait longer than that learns it at once."""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After, a number of seconds or a date; None without a sensible one."""
    told = headers.get("retry-after", "")
    try:
        return float(told)
    except ValueError:
        date = email.utils.parsedate_tz(told)
    return email.utils.mktime_tz(date) - time.time() if date else None


def refuse_long_waits(response: httpx2.Response) -> None:
    """Tell the SDK not to repeat a question that would have to wait for too long."""
    wait = seconds_to_wait(response.headers)
    if wait is not None and wait > LONGEST_WAIT:
        response.headers["x-should-retry"] = "false"
