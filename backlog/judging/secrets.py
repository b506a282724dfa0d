"""Suggestions about secrets: which ones are, which values they flag, and which are none."""

import re
from typing import Final

_SENSITIVE: Final = (
    r"(?:secrets?|passwords?|passwd|pwd|passphrases?|credentials?|tokens?|api[ _-]?keys?|"
    r"private[ _-]keys?|access[ _-]keys?|secret[ _-]keys?|\.env\b\S*|\.pem\b)"
)
_MENTIONED: Final = (
    *("secret", "passw", "pwd", "passphrase", "credential", "token", "key", ".env", ".pem"),
)
"""What a text has anywhere that speaks of something sensitive."""
_FLAGGED: Final = (
    r"(?:hard[ -]?coded?|hard[ -]?coding|commit(?:ted|s)?|exposed?|exposes|leak(?:ed|s)?|"
    r"checked[ -]in|plain[ -]?text|embedded|"
    r"in (?:the )?(?:repository|source|code|git|version control)|"
    r"possible|published)"
)
_ABOUT: Final = re.compile(
    rf"\b{_FLAGGED}\b.{{0,80}}?{_SENSITIVE}|{_SENSITIVE}.{{0,80}}?\b{_FLAGGED}\b",
    re.IGNORECASE | re.DOTALL,
)
_EXPOSED: Final = re.compile(
    r"\b(?:commit(?:ted|s)? to|committed|exposed|exposes|leaked|leaks|checked[ -]in(?:to)?|"
    r"in (?:the )?(?:repository|version control|git)|tracked (?:by|in) git|published)\b",
    re.IGNORECASE,
)
# Repetitions have bounds: without them hostile texts take the square of their length.
_ASSIGNED: Final = re.compile(
    rf"{_SENSITIVE}[\w-]{{0,40}}[\"'`\])]{{0,3}}\s{{0,9}}(?:=|:=|:|=>|\bis\b|\bto\b)\s{{0,9}}"
    r"[\"'`]{1,2}([^\"'`\n]+)[\"'`]",
    re.IGNORECASE,
)
_ASSIGNED_BARE: Final = re.compile(
    r"\b\w{0,40}(?:secret|password|passwd|token|api_?key|credential)\w{0,40}\s{0,9}[=:]\s{0,9}"
    r"([^\s\"'`,;)]+)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?:hard[ -]?coded password|secret|password|token|value)[^\n\"'`]{0,30}[:=]?\s{0,9}"
    r"[\"']([^\"'\n]+)[\"']",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"change[-_ ]?me|change[-_ ]?this|example|placeholder|dummy|fake|sample|replace|insert|todo|"
    r"your[-_ ]|redacted|secret[-_ ]?here|key[-_ ]?here|not[-_ ]?a[-_ ]?(?:real|secret)|"
    r"^(?:secret|password|passwd|pass|token|test|testing|foo|bar|baz|none|null|hunter2|admin|"
    r"user|abc|abc123|1234\d*|qwerty|default|key|empty|string|str)$|"
    r"^x{3,}|x{5,}|^\*+$|^\.{3}$|^<.*>$|^\$\{?.*\}?$|^\{\{?.*\}?\}$|^%.*%$|"
    r"environ|getenv|process\.env",
    re.IGNORECASE,
)


def is_about_a_secret(text: str) -> bool:
    """Tell whether a text says that a secret stands where it shouldn't."""
    lowered = text.lower()
    # The pattern is slow, and hardly any text has one of these.
    mentioned = any(word in lowered for word in _MENTIONED)
    return mentioned and _ABOUT.search(text) is not None


def is_about_exposure(text: str) -> bool:
    """Tell whether a text says that others can read a file with secrets."""
    return _EXPOSED.search(text) is not None and is_about_a_secret(text)


def flagged_values(text: str) -> list[str]:
    """Give the values that a text takes for secrets."""
    found = (*_ASSIGNED.findall(text), *_ASSIGNED_BARE.findall(text), *_NAMED.findall(text))
    return [value.strip() for value in dict.fromkeys(found) if value.strip()]


def is_placeholder(value: str) -> bool:
    """Tell whether a value only holds the place of a secret."""
    return len(set(value)) <= 2 or _PLACEHOLDER.search(value) is not None  # noqa: PLR2004
