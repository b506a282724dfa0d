"""Names of code in prose."""

import re
from functools import lru_cache
from typing import Final

_NAME: Final = re.compile(
    r"`([^`\n]+)`"  # code by its marks
    r"|\b([A-Za-z_]\w*)(?=\()"  # a call
    r"|\b(_*[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)\b"  # snake_case and CONSTANTS
    r"|\b([A-Z]?[a-z0-9]+[A-Z]\w*)\b"  # camelCase and PascalCase
    r"|\b(__\w+__)\b"
    r"|\b([A-Za-z_]\w+\.[a-z_]\w+)\b"  # a dotted name
    r"|(?<!\w)(--[a-z][\w-]+)"  # an option
    r"|(?<!\w)(@[a-z]\w+)"  # a decorator
)
_HINT: Final = re.compile(r"[`(_]|[a-z0-9][A-Z]|\w\.\w|--|@\w")
"""What a text with such a name has somewhere: most titles have nothing of it."""
_WORD: Final = re.compile(r"[A-Za-z_]\w{2,}")


def has_names(text: str) -> bool:
    """Tell whether a text names anything of the code."""
    return _HINT.search(text) is not None and _NAME.search(text) is not None


@lru_cache(maxsize=10_000)
def names_in(text: str) -> frozenset[str]:
    """Give the functions, classes, variables and options that a text names, as it writes them."""
    if _HINT.search(text) is None:
        return frozenset()
    return frozenset(match[match.lastindex or 0] for match in _NAME.finditer(text))


@lru_cache(maxsize=10_000)
def name_words_in(text: str) -> frozenset[str]:
    """Give the parts of these names in lower case, without underscores around them."""
    words = (word for name in names_in(text) for word in _WORD.findall(name))
    return frozenset(word.lower().strip("_") for word in words)
