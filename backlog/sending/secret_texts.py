"""Texts that look as if they held a secret."""

import re
from collections import Counter
from collections.abc import Iterator
from math import log2
from typing import Final

from backlog.judging.secrets import is_placeholder

LEAST_ENTROPY: Final = 3.0
"""Bits per character; words have less, random texts of 16 characters and more have more."""

# Forms that are secrets whatever stands around them.
_KNOWN: Final = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY",
            r"PuTTY-User-Key-File-\d",
            r"AGE-SECRET-KEY-1[0-9A-Z]{20}",
            r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
            r"\bgh[pousr]_[0-9A-Za-z]{30}",
            r"\bgithub_pat_[0-9A-Za-z_]{22}",
            r"\bgl(?:pat|ptt|dt|rt|ft|soat|cbt|imt|agent)-[0-9A-Za-z_-]{20}",
            r"\bsk-(?=[A-Za-z_-]*\d)[0-9A-Za-z_-]{20}",
            r"\b[prs]k_(?:live|test)_[0-9A-Za-z]{16}",
            r"\bwhsec_[0-9A-Za-z+/]{20}",
            r"\bxox[abeoprs]-[0-9A-Za-z-]{10}",
            r"\bxapp-\d-[0-9A-Z]{8}",
            r"hooks\.slack\.com/(?:services|workflows)/T[0-9A-Z]{6}",
            r"\bAIza[0-9A-Za-z_-]{35}",
            r"\bya29\.[0-9A-Za-z_-]{20}",
            r"\bGOCSPX-[0-9A-Za-z_-]{20}",
            r"\bnpm_[0-9A-Za-z]{36}",
            r"\bpypi-AgE[0-9A-Za-z_-]{50}",
            r"\bdckr_pat_[0-9A-Za-z_-]{20}",
            r"\bdo[opr]_v1_[0-9a-f]{64}",
            r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
            r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16}",
            r"\bhf_[0-9A-Za-z]{30}",
            r"\bglsa_[0-9A-Za-z]{32}",
            r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10}",
            r"\b\d{8,10}:[0-9A-Za-z_-]{35}\b",
            r"\bAccountKey=[0-9A-Za-z+/]{40}",
            r"\bmason_(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[0-9A-Za-z_-]{32}",
        )
    )
)
_NAMED: Final = (
    r"(?:secret|passphrase|passw(?:or)?d|pwd|token|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"signing[_-]?key|encryption[_-]?key|account[_-]?key|credential)"
)
_ASSIGNED: Final = re.compile(
    rf"{_NAMED}[\w.-]{{0,40}}[\"'\])]*\s*(?::=|=>|=|:|,)\s*[bfru]{{0,2}}[\"'`]([^\"'`\s]{{16,}})[\"'`]",
    re.IGNORECASE,
)
_ASSIGNED_BARE: Final = re.compile(
    rf"{_NAMED}[\w.-]{{0,40}}\s*[=:]\s*([0-9A-Za-z+/=_.~-]{{16,}})\s*(?:[#;].*)?$", re.IGNORECASE
)
_PASSWORD: Final = re.compile(
    r"(?:passphrase|passw(?:or)?d|pwd)[\"'\])]*\s*(?::=|=>|=|:)\s*[\"'`]([^\"'`\s]{8,})[\"'`]",
    re.IGNORECASE,
)
_IN_ADDRESS: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,20}://([^\s:/@\"'`]{0,100}):([^\s:/@\"'`]{3,})@", re.IGNORECASE
)


def line_of_secret(text: str) -> int | None:
    """Give the number of the first line that looks as if it held a secret; None without one."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if _holds_secret(line)), None)


def _holds_secret(line: str) -> bool:
    return _KNOWN.search(line) is not None or any(_likely_secrets(line))


def _likely_secrets(line: str) -> Iterator[bool]:
    """Whether each value that is given to something of a secret's name is likely to be one."""
    for pattern in (_ASSIGNED, _ASSIGNED_BARE):
        yield from (_is_random(value) for value in pattern.findall(line))
    yield from (_is_mixed(value) and not is_placeholder(value) for value in _PASSWORD.findall(line))
    for user, password in _IN_ADDRESS.findall(line):
        yield password != user and not is_placeholder(password)


def _is_random(value: str) -> bool:
    return _is_mixed(value) and _entropy(value) >= LEAST_ENTROPY and not is_placeholder(value)


def _is_mixed(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _entropy(value: str) -> float:
    """Bits per character, by how often each occurs in the value."""
    shares = [count / len(value) for count in Counter(value).values()]
    return -sum(share * log2(share) for share in shares)
