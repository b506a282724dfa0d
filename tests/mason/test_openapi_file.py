"""docs/openapi.yaml is what the code says, and enough for whoever makes a client of it."""

from collections import Counter
from difflib import unified_diff

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from drf_spectacular.drainage import get_override

from accounts.api.users import MeViewSet
from mason.api import RESOURCES

FILE = settings.BASE_DIR / "docs" / "openapi.yaml"
METHODS = {"get", "post", "put", "patch", "delete"}
DIFFERENCES_SHOWN = 40
BODIES = [
    pytest.param(body, id=f"{address} {action}")
    for address, view in {**RESOURCES, "users/me": MeViewSet}.items()
    for action, body in getattr(view, "bodies", {}).items()
]


@pytest.fixture(scope="module")
def operations():
    paths = yaml.safe_load(FILE.read_text())["paths"]
    return {
        f"{method} {address}": operation
        for address, path in paths.items()
        for method, operation in path.items()
        if method in METHODS
    }


def test_the_file_is_what_the_code_says(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
    there, right = (path.read_text().splitlines() for path in (FILE, made))
    found = list(unified_diff(there, right, "docs/openapi.yaml", "the code", lineterm=""))
    assert not found, "\n".join(["Run `make schema`.", *found[:DIFFERENCES_SHOWN]])


def test_each_operation_has_a_name_of_its_own(operations):
    names = Counter(operation["operationId"] for operation in operations.values())
    assert [name for name, number in names.items() if number > 1] == []


def test_each_operation_says_what_it_does(operations):
    assert [name for name, operation in operations.items() if not operation["summary"]] == []


def test_each_body_has_an_example(operations):
    contents = {
        name: content
        for name, operation in operations.items()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert contents
    assert [name for name, content in contents.items() if "examples" not in content] == []


@pytest.mark.parametrize("body", BODIES)
def test_each_example_is_accepted(body):
    (example,) = get_override(body, "examples")
    read = body(data=example.value)
    assert read.is_valid(), read.errors
