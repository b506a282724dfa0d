"""Identity of a suggestion across reviews."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from backlog.intake.finding import Rule
from backlog.intake.wording import one_line

LENGTH: Final = 32
"""Hexadecimal digits of a fingerprint: 128 bits."""

PREFERRED_KEY: Final = "primaryLocationLineHash"
"""The partial fingerprint that GitHub code scanning compares, where a tool gives it."""

# Some tools put a sentence in place of a hash, the same for every finding.
_USABLE: Final = re.compile(r"[^\s]{6,}")
_DIGITS: Final = re.compile(r"\d+")


def of_finding(
    rule: Rule,
    *,
    path: str,
    stated: Mapping[str, Any],
    code_line: str | None,
    message: str,
) -> str:
    """Hash of tool, rule and path with the best identity that is known.

    That is `stated`, the tool's own fingerprints by key; else the line of code with its white space
    folded; else the message with its numbers folded. None of them knows the line's number.
    """
    return _digest(rule.tool.lower(), rule.id, path, *_identity(stated, code_line, message))


def of_text(*, title: str, first_file: str) -> str:
    """Hash of the title, without case, punctuation and spacing, and of the first file named."""
    words = re.findall(r"\w+", title.casefold())
    return _digest("text", " ".join(words), first_file)


def _identity(stated: Mapping[str, Any], code_line: str | None, message: str) -> tuple[str, ...]:
    own = _stated_identity(stated)
    if own:
        return ("stated", own)
    if code_line and not code_line.isspace():
        return ("code", one_line(code_line))
    return ("message", _DIGITS.sub("0", one_line(message)))


def _stated_identity(stated: Mapping[str, Any]) -> str:
    usable = {
        key: value
        for key, value in stated.items()
        if isinstance(value, str) and _USABLE.fullmatch(value)
    }
    if PREFERRED_KEY in usable:
        return usable[PREFERRED_KEY]
    return "\n".join(f"{key}={usable[key]}" for key in sorted(usable))


def _digest(*parts: str) -> str:
    joined = "\x00".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:LENGTH]
