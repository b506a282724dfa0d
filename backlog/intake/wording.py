"""Making text fit to store and to read."""

import re
from collections.abc import Sequence
from typing import Final

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# PostgreSQL refuses NUL, UTF-8 has no lone surrogates, and other controls only garble a page.
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'“])")
_PLAIN_WORD: Final = re.compile(r"[a-z]+(?=[\s,:;-])")
_LINK_DEFINITION: Final = re.compile(r"^\[([^\]\[\n]{1,200})\]:.*$", re.MULTILINE)
_BRACKETED_CODE: Final = re.compile(r"\[(`[^`\n]+`)\](?!\()")
_MARKDOWN_LINK: Final = re.compile(r"(?<![\\\w\]])\[([^\]\[]+)\](?:\([^()\s]*\)|\[[^\]]*\])")


def cleaned(text: str) -> str:
    """`text` without characters that can't be stored, line ends as newlines, ends stripped."""
    return _UNFIT.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """`text` with each run of white space folded to one space."""
    return " ".join(text.split())


def without_links(text: str) -> str:
    """Markdown `text` with each link replaced by its label."""
    labels = {match[1] for match in _LINK_DEFINITION.finditer(text)}
    plain = _MARKDOWN_LINK.sub(r"\1", _LINK_DEFINITION.sub("", text))
    for label in labels:
        plain = plain.replace(f"[{label}]", label)
    return _BRACKETED_CODE.sub(r"\1", plain)


def first_sentence(text: str) -> str:
    """The first sentence of the first paragraph, on one line, without its full stop."""
    paragraph = one_line(text.strip().split("\n\n", 1)[0])
    return _SENTENCE_END.split(paragraph, maxsplit=1)[0].rstrip(".:; ")


def shortened(text: str, length: int) -> str:
    """`text` cut at a word so that it has at most `length` characters, with an ellipsis."""
    if len(text) <= length:
        return text
    kept = text[:length]
    return f"{kept.rsplit(' ', 1)[0] if ' ' in kept else kept[:-1]}…"


def capitalised(text: str) -> str:
    """`text` with a capital first letter, unless it begins with code."""
    return text[:1].upper() + text[1:] if _PLAIN_WORD.match(text) else text


def sentence(text: str) -> str:
    """`text` with a full stop and, unless it begins with code, a capital; nothing for nothing."""
    if not text:
        return ""
    ended = text.endswith((".", "!", "?", ":", "…"))
    return capitalised(text if ended else f"{text}.")


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`number` with its noun, as in “1 file” or “1,200 files”."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Sequence[str], *, limit: int) -> str:
    """Up to `limit` names as in “a, b and c” or “a, b and 3 more”."""
    shown = list(names[:limit])
    hidden = len(names) - len(shown)
    if hidden:
        return f"{', '.join(shown)} and {hidden:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
