import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from tests.api_clients import agent_of, browser_of
from tests.factories import make_curator
from tests.mason.api_routes import TABLE, address_of, body_of
from tests.mason.api_rows import rows_of

pytestmark = pytest.mark.django_db

JSON = "application/json"
BODIES = 1_000
SLICES = 5
SEED = 20_260_302
LARGE = 10 * 2**20
COUNTS_OF_REQUESTS = "accounts_requestallowance"
WITH_BODIES = sorted(route for route, asked in TABLE.items() if asked.body is not None)
NUMBER = "#"
"""Stands in a body for a number that `json.dumps` wouldn't write."""

type Hostile = tuple[str, bytes, str]
"""What is wrong with a body, the body, and its content type."""


def written(body: Any, **literals: str) -> bytes:
    text = json.dumps(body)
    for placeholder, literal in literals.items():
        text = text.replace(f'"{placeholder}"', literal)
    return text.encode()


def with_member(body: dict[str, Any], chance: random.Random, value: Any) -> dict[str, Any]:
    """Give the body with this value in the place of one of its members."""
    return {**body, chance.choice(sorted(body)): value}


def deep(body: dict[str, Any], chance: random.Random) -> Hostile:
    levels = chance.choice([51, 2_000, 100_000])
    opening, closing = chance.choice([("[", "]"), ("{", "}")])
    name = '"a":' if opening == "{" else ""
    inner = f"{opening}{name}" * levels + "1" + closing * levels
    return "deep", written(with_member(body, chance, "DEEP"), DEEP=inner), JSON


def unstorable(body: dict[str, Any], chance: random.Random) -> Hostile:
    text = chance.choice(["a\0b", "\0", "\ud800", "a\udfffb", "\udc00\ud800"])
    if chance.random() < 0.5:
        return "name of a member", written({**body, text: 1, **wrong_type(body, chance)}), JSON
    return "text", written(texts_replaced(body, text)), JSON


def texts_replaced(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {name: texts_replaced(inner, text) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts_replaced(inner, text) for inner in value]
    return text


def wrong_type(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Give the body with a member that is of no kind that any member is of."""
    name = chance.choice(sorted(body))
    values = [True, 1.5, [[]], {"a": {}}, [None], [1, "a", {}]]
    return {**body, name: chance.choice(values)}


def typed(body: dict[str, Any], chance: random.Random) -> Hostile:
    return "type", written(wrong_type(body, chance)), JSON


def huge(body: dict[str, Any], chance: random.Random) -> Hostile:
    number = chance.choice(["9" * 5_000, "1e400", "-1e400", str(2**63), "-" + "9" * 400, "NaN"])
    return "number", written(with_member(body, chance, NUMBER), **{NUMBER: number}), JSON


def no_object(body: dict[str, Any], chance: random.Random) -> Hostile:
    value: Any = chance.choice([[body], [], [[]], "text", 0, 1.5, True, None, [body, body]])
    return "no object", written(value), JSON


def repeated(body: dict[str, Any], chance: random.Random) -> Hostile:
    """Name a member twice, the second time wrongly."""
    first, second = written(body)[1:-1], written(wrong_type(body, chance))[1:-1]
    return "repeated member", b"{%b,%b}" % (first, second), JSON


def encoded(body: dict[str, Any], chance: random.Random) -> Hostile:
    text = json.dumps(texts_replaced(body, "café"), ensure_ascii=False)
    content = chance.choice(
        [
            text.encode("latin-1"),
            text.encode("utf-16"),
            text.encode("utf-32-le"),
            text.encode("utf-8-sig"),
            text.encode().replace(b"\xc3\xa9", b"\xc3\x28"),
            text.encode().replace(b"\xc3\xa9", b"\xed\xa0\x80"),
            text.encode().replace(b"\xc3\xa9", b"\xf8\x88\x80\x80\x80"),
        ]
    )
    return "encoding", content, JSON


def truncated(body: dict[str, Any], chance: random.Random) -> Hostile:
    content = written(body)
    return "truncated", content[: chance.randrange(1, len(content))], JSON


def mistyped(body: dict[str, Any], chance: random.Random) -> Hostile:
    types = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "a", "*/*"]
    types += ["application/x-www-form-urlencoded", f"{JSON}; charset=hex", "text/json", ""]
    return "content type", written(body), chance.choice(types)


def large(body: dict[str, Any], chance: random.Random) -> Hostile:
    filler = chance.choice([" ", "a", "[", "9"])
    return "10 MB", written({**body, "a": "FILLER"}, FILLER=f'"{filler * LARGE}"'), JSON


def zipped(body: dict[str, Any], chance: random.Random) -> Hostile:
    return "gzip", gzip.compress(written(body), chance.choice([0, 1, 9]), mtime=0), JSON


KINDS: list[Callable[[dict[str, Any], random.Random], Hostile]] = [
    deep,
    unstorable,
    typed,
    huge,
    no_object,
    repeated,
    encoded,
    truncated,
    mistyped,
    zipped,
]
LARGE_BODIES = 10
"""How many of a slice's bodies have 10 MB: they are slow to make."""


def bodies(place: int) -> Iterator[tuple[Any, Callable[..., Hostile]]]:
    """Give the routes and kinds of one slice: each kind on each route in turn."""
    for number in range(place, BODIES, SLICES):
        kind = large if number < LARGE_BODIES else KINDS[number % len(KINDS)]
        yield WITH_BODIES[(number // len(KINDS) + number) % len(WITH_BODIES)], kind


def counts() -> Counter[str]:
    """How many rows there are, by table."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return Counter(
        {
            model._meta.db_table: model._meta.base_manager.count()
            for model in models
            if model._meta.db_table != COUNTS_OF_REQUESTS
        }
    )


def complaint(response: Any, what: str) -> str:
    """Say what is wrong with an answer; empty when it is a clean refusal."""
    if not 400 <= response.status_code < 500:
        return f"answered {response.status_code}"
    if response.headers["Content-Type"] != "application/problem+json":
        return f"answered {response.headers['Content-Type']}"
    problem = response.json()
    if problem["status"] != response.status_code or not problem["code"] or not problem["detail"]:
        return f"answered {problem}"
    if what in {"truncated", "encoding", "gzip"} and "position" not in named(problem["detail"]):
        return f"named no position: {problem}"
    return ""


def named(detail: str) -> str:
    return detail.replace("(char ", "position (char ")


def shown(body: bytes) -> str:
    return f"{body[:300]!r}" + (f" and {len(body) - 300} more" if len(body) > 300 else "")


@pytest.mark.parametrize("place", range(SLICES))
def test_a_hostile_body_is_refused_and_changes_nothing(place):
    chance, user = random.Random(SEED + place), make_curator()
    rows = rows_of(user)
    clients = {True: browser_of(user), False: agent_of(user)}
    clients[True].handler.enforce_csrf_checks = False
    before, bad = counts(), []

    for route, kind in bodies(place):
        asked = TABLE[route]
        what, body, content_type = kind(body_of(asked.body, rows), chance)
        client = clients[route[1].endswith(("approve", "reject", "restore"))]
        response = client.generic(route[0], address_of(route, asked, rows), body, content_type)
        if wrong := complaint(response, what):
            bad.append(f"{' '.join(route)}, {what}, {content_type}, {shown(body)}: {wrong}")

    assert not bad, "\n".join(bad)
    assert counts() == before


def test_there_are_a_thousand_of_all_kinds_for_all_routes():
    found = [one for place in range(SLICES) for one in bodies(place)]

    assert len(found) == BODIES
    assert {route for route, _ in found} == set(WITH_BODIES)
    assert {kind for _, kind in found} == {*KINDS, large}
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < LARGE
