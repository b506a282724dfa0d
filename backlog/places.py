"""Places in the code that an item's texts name, and their addresses on the repository's host."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final
from urllib.parse import quote, urlsplit

MOST_PLACES: Final = 100
"""Places that are read out of an item's texts at most."""

LONGEST_TEXT: Final = 200_000
"""Characters of a text in which places are looked for."""

# Mason's own reviews list places one a line, and those paths may hold spaces.
_LIST: Final = re.compile(r"^Where:\n\n((?:- .*(?:\n|$))+)", re.MULTILINE)
_LISTED: Final = re.compile(
    r"^- (?P<path>[^\n:]{1,400}?\.\w{1,16}):(?P<line>\d{1,7})(?=: |$)", re.MULTILINE
)
_NAMED: Final = re.compile(
    r"(?<![\w./@:+-])(?P<path>[\w.@+-][\w./@+-]{0,400}\.[A-Za-z]\w{0,15}):(?P<line>\d{1,7})\b"
)
_HOST_ENDINGS: Final = (".com", ".dev", ".io", ".local", ".net", ".org")
"""A name without a folder that ends so, before a number, is a host with its port."""


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A line, from 1, of the file at `path`, from the repository's root."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def places_in(texts: Iterable[str]) -> list[CodePlace]:
    """Give the places that the texts name, each once, in their order, up to MOST_PLACES."""
    found: dict[CodePlace, None] = {}
    for text in texts:
        for place in _places(text[:LONGEST_TEXT]):
            found[place] = None
            if len(found) == MOST_PLACES:
                return list(found)
    return list(found)


def place_url(page: str, revision: str, place: CodePlace) -> str:
    """Give the address of a place at a commit or branch; empty without a web page to build on.

    `page` is the repository's own page on GitHub, GitLab, Bitbucket or a host like one of them.
    """
    root, host = _root(page)
    if not root or not revision:
        return ""
    folder, anchor = _shape(host)
    at = f"{quote(revision, safe='/')}/{quote(place.path, safe='/')}"
    return f"{root}{folder}{at}#{anchor}{place.line}"


def _places(text: str) -> Iterator[CodePlace]:
    rest = _LIST.sub("", text)
    lists = "".join(found[1] for found in _LIST.finditer(text))
    for match in chain(_LISTED.finditer(lists), _NAMED.finditer(rest)):
        path, line = match["path"].removeprefix("./"), int(match["line"])
        if line and _is_in_repository(path):
            yield CodePlace(path, line)


def _is_in_repository(path: str) -> bool:
    if path.startswith("/") or ".." in path.split("/"):
        return False
    return "/" in path or not path.lower().endswith(_HOST_ENDINGS)


def _root(page: str) -> tuple[str, str]:
    """The page without credentials, query and fragment, and its host; empty for no web page."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return "", ""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        return "", ""
    where = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{where}{quote(parts.path.rstrip('/'), safe='/%')}", host


def _shape(host: str) -> tuple[str, str]:
    """What stands before a revision and before a line in the addresses of a host."""
    if "gitlab" in host:
        return "/-/blob/", "L"
    if "bitbucket" in host:
        return "/src/", "lines-"
    return "/blob/", "L"
