"""Which file of the checkout a SARIF location means (SARIF 2.1.0, 3.4, 3.14.14 and 3.24)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath
from typing import Any, Final
from urllib.parse import unquote

from backlog.intake.checkout import Checkout, is_file
from backlog.intake.json_values import as_array, as_index, as_line, as_object, as_text, element
from backlog.intake.reading import SkipReason
from backlog.intake.wording import cleaned

LONGEST_PATH: Final = 4_096
"""Characters; the longest path that Linux opens."""

# Two letters at least, since one is a drive of Windows.
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(//[^/]*)?")
_DRIVE: Final = re.compile(r"/?[A-Za-z]:/")
_ROOT_BASE: Final = re.compile(r"src|root|repo|project", re.IGNORECASE)


class PathFinder:
    """Turns the artifact locations of one run into paths from the checkout's root."""

    def __init__(
        self,
        checkout: Checkout,
        *,
        bases: Mapping[str, Any],
        artifacts: Sequence[Mapping[str, Any]],
    ) -> None:
        self._checkout = checkout
        self._bases = bases
        self._artifacts = list(artifacts)
        self._found: dict[tuple[str, str], str | SkipReason] = {}
        self._roots = [str(checkout.root), *_foreign_roots(bases)]

    def path_of(self, location: Mapping[str, Any]) -> str | SkipReason:
        """The path that `location` means, with slashes, or why it means none."""
        uri, base = as_text(location.get("uri")), as_text(location.get("uriBaseId"))
        if not uri:
            artifact = element(self._artifacts, as_index(location.get("index")))
            uri, base = as_text(artifact.get("uri")), as_text(artifact.get("uriBaseId"))
        if not uri or len(uri) > LONGEST_PATH:
            return SkipReason.NO_FILE
        if (uri, base) not in self._found:
            self._found[uri, base] = self._find(uri, base)
        return self._found[uri, base]

    def _find(self, uri: str, base: str) -> str | SkipReason:
        path = _path_of_uri(uri)
        if path is None:
            return SkipReason.NOT_A_FILE_ADDRESS
        if not _is_absolute(path):
            path = self._under_base(path, base)
        if _is_absolute(path):
            path = self._without_root(path)
        inside = normpath(path) if path else ".."
        if inside == ".." or inside.startswith(("../", "/")):
            return SkipReason.OUTSIDE
        return SkipReason.NO_FILE if inside == "." else inside

    def _under_base(self, path: str, base: str) -> str:
        """`path` after the addresses that its base and the bases of that stand for."""
        for name in _chain(self._bases, base):
            folder = _path_of_uri(as_text(as_object(self._bases.get(name)).get("uri")))
            if folder:
                path = f"{folder.rstrip('/')}/{path}"
            if _is_absolute(path):
                return path
        return self._from_reviewed_folder(path)

    def _from_reviewed_folder(self, path: str) -> str:
        """Analysers are run in the folder under review or in the root: the file tells which."""
        checkout = self._checkout
        if checkout.path == checkout.root:
            return path
        if not is_file(checkout.path / path) and is_file(checkout.root / path):
            return path
        return str(checkout.prefix / path)

    def _without_root(self, path: str) -> str:
        absolute = normpath(path)
        for root in self._roots:
            if absolute.startswith(f"{root.rstrip('/')}/"):
                return absolute[len(root.rstrip("/")) + 1 :]
        return ""


class PlaceReader:
    """Reads the places of a result."""

    def __init__(self, paths: PathFinder) -> None:
        self._paths = paths

    def places(self, result: Mapping[str, Any]) -> list[tuple[str, int | None]] | SkipReason:
        """Path and line of each location that can be used, or why there is none."""
        locations = [as_object(each) for each in as_array(result.get("locations"))]
        found = [self._place(location) for location in locations]
        usable = [place for place in found if not isinstance(place, SkipReason)]
        if usable:
            return usable
        return next(
            (each for each in found if isinstance(each, SkipReason)), SkipReason.NO_LOCATION
        )

    def _place(self, location: Mapping[str, Any]) -> tuple[str, int | None] | SkipReason:
        physical = as_object(location.get("physicalLocation"))
        if not physical and location.get("logicalLocations"):
            return SkipReason.LOGICAL_LOCATION
        path = self._paths.path_of(as_object(physical.get("artifactLocation")))
        if isinstance(path, SkipReason):
            return path
        return path, as_line(as_object(physical.get("region")).get("startLine"))


def _path_of_uri(uri: str) -> str | None:
    """The decoded path of a file's address, absolute or not; None when it is another scheme's."""
    slashed = uri.replace("\\", "/")
    scheme = _SCHEME.match(slashed)
    if scheme and scheme[1].lower() != "file":
        return None
    return cleaned(unquote(slashed[scheme.end() :] if scheme else slashed, errors="replace"))


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None


def _chain(bases: Mapping[str, Any], name: str) -> Iterator[str]:
    """`name` and the bases that it stands on, each once."""
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        name = as_text(as_object(bases.get(name)).get("uriBaseId"))


def _foreign_roots(bases: Mapping[str, Any]) -> list[str]:
    """Where the checkout was on the machine of the analysis, as its outermost bases say.

    Only a base that is named like a root, or is the only one, is taken for it: others are
    compilers, package caches and the like.
    """
    outermost = {
        name: _path_of_uri(as_text(as_object(base).get("uri")))
        for name, base in bases.items()
        if not as_object(base).get("uriBaseId")
    }
    return [
        normpath(path)
        for name, path in outermost.items()
        if path and _is_absolute(path) and (len(outermost) == 1 or _ROOT_BASE.search(name))
    ]
