from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake.checkout import Checkout
from backlog.intake.reading import SkipReason
from backlog.intake.sarif_places import PathFinder

ROOT = Path("/srv/shop")
HERE = Checkout(path=ROOT, root=ROOT)

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="/\\"),
    min_size=1,
    max_size=12,
).filter(lambda name: name == name.strip() and name not in {".", ".."})
paths = st.lists(names, min_size=1, max_size=5).map("/".join)


def find(
    uri: str,
    base: str = "",
    *,
    bases: dict[str, Any] | None = None,
    checkout: Checkout = HERE,
) -> str | SkipReason:
    finder = PathFinder(checkout, bases=bases or {}, artifacts=[])
    return finder.path_of({"uri": uri, "uriBaseId": base})


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("src/app.py", "src/app.py"),
        ("./src/app.py", "src/app.py"),
        ("src/./lib/../app.py", "src/app.py"),
        ("src//app.py", "src/app.py"),
        ("src\\lib\\app.py", "src/lib/app.py"),
        ("my%20app/a%23b.py", "my app/a#b.py"),
        ("my app/a#b?.py", "my app/a#b?.py"),
        ("pages/%5Bid%5D.tsx", "pages/[id].tsx"),
        ("%C3%A4.py", "ä.py"),
        ("bad%FFbyte.py", "bad�byte.py"),
        ("100%.py", "100%.py"),
        ("nul%00.py", "nul�.py"),
        ("file:src/app.py", "src/app.py"),
        ("file:///srv/shop/src/app.py", "src/app.py"),
        ("FILE:///srv/shop/src/app.py", "src/app.py"),
        ("file://localhost/srv/shop/src/app.py", "src/app.py"),
        ("/srv/shop/src/app.py", "src/app.py"),
        ("/srv/shop/lib/../src/app.py", "src/app.py"),
    ],
)
def test_file_of_the_checkout_is_found(uri: str, path: str) -> None:
    assert find(uri) == path


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("", SkipReason.NO_FILE),
        (".", SkipReason.NO_FILE),
        ("src/..", SkipReason.NO_FILE),
        ("a" * 4_097, SkipReason.NO_FILE),
        ("../other/app.py", SkipReason.OUTSIDE),
        ("src/../../other.py", SkipReason.OUTSIDE),
        ("%2e%2e/other.py", SkipReason.OUTSIDE),
        ("/etc/passwd", SkipReason.OUTSIDE),
        ("/srv/shop", SkipReason.OUTSIDE),
        ("/srv/shop-two/app.py", SkipReason.OUTSIDE),
        ("/srv/shop/../other.py", SkipReason.OUTSIDE),
        ("file:///usr/lib/python3/os.py", SkipReason.OUTSIDE),
        ("C:/srv/shop/app.py", SkipReason.OUTSIDE),
        ("C:\\work\\shop\\app.py", SkipReason.OUTSIDE),
        ("https://shop.example/app.js", SkipReason.NOT_A_FILE_ADDRESS),
        ("pkg:npm/lodash@4", SkipReason.NOT_A_FILE_ADDRESS),
    ],
)
def test_what_is_no_file_of_the_checkout_has_a_reason(uri: str, reason: SkipReason) -> None:
    assert find(uri) is reason


@pytest.mark.parametrize(
    ("base", "bases", "path"),
    [
        ("SRCROOT", {}, "app.py"),
        ("%SRCROOT%", {"%SRCROOT%": {"uri": "file:///srv/shop/"}}, "app.py"),
        ("SRCROOT", {"SRCROOT": {"uri": "file:///home/runner/srv/shop/"}}, "app.py"),
        ("SRC", {"SRC": {"uri": "src/", "uriBaseId": "ROOT"}, "ROOT": {"uri": "file:///x"}},
         "src/app.py"),
        ("A", {"A": {"uri": "a", "uriBaseId": "B"}, "B": {"uri": "b/"}}, "b/a/app.py"),
        ("A", {"A": {"uri": "a", "uriBaseId": "A"}}, "a/app.py"),
        ("A", {"A": {"uriBaseId": "B"}, "B": {"uriBaseId": "A"}}, "app.py"),
        ("A", {"A": "not an object"}, "app.py"),
        ("ROOT", {"ROOT": {"uri": "file:///C:/shop/"}}, "app.py"),
    ],
)  # fmt: skip
def test_base_addresses_are_followed(base: str, bases: dict[str, Any], path: str) -> None:
    assert find("app.py", base, bases=bases) == path


def test_base_of_a_compiler_is_outside() -> None:
    bases = {"SRCROOT": {"uri": "file:///srv/shop/"}, "SDK": {"uri": "file:///opt/sdk/"}}

    assert find("stdio.h", "SDK", bases=bases) is SkipReason.OUTSIDE


def test_absolute_path_below_the_root_of_another_machine_is_found() -> None:
    bases = {"SRCROOT": {"uri": "file:///home/runner/shop/"}}

    assert find("file:///home/runner/shop/src/app.py", bases=bases) == "src/app.py"


def test_base_named_for_nothing_is_no_root_beside_others() -> None:
    bases = {"A": {"uri": "file:///a/"}, "B": {"uri": "file:///b/"}}

    assert find("file:///a/app.py", bases=bases) is SkipReason.OUTSIDE


def test_location_may_name_an_artifact_by_index() -> None:
    finder = PathFinder(HERE, bases={}, artifacts=[{}, {"uri": "src/app.py"}])

    assert finder.path_of({"index": 1}) == "src/app.py"
    assert finder.path_of({"index": 0}) is SkipReason.NO_FILE
    assert finder.path_of({"index": 9}) is SkipReason.NO_FILE
    assert finder.path_of({"index": -1}) is SkipReason.NO_FILE


def test_relative_path_starts_at_the_reviewed_folder_or_the_root(tmp_path: Path) -> None:
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "web" / "src" / "app.js").touch()
    checkout = Checkout(path=tmp_path / "web", root=tmp_path)

    assert find("src/app.js", checkout=checkout) == "web/src/app.js"
    assert find("web/src/app.js", checkout=checkout) == "web/src/app.js"
    assert find("gone.js", checkout=checkout) == "web/gone.js"


@given(paths)
def test_quoted_addresses_lead_back_to_their_paths(path: str) -> None:
    assert find(quote(path)) == path
    assert find(f"{ROOT.as_uri()}/{quote(path)}") == path


@given(st.text())
def test_no_address_leads_out_of_the_checkout(uri: str) -> None:
    found = find(uri)

    assert isinstance(found, SkipReason) or not (
        found.startswith("/") or ".." in found.split("/") or "\x00" in found
    )
