"""Runs the examples of docs/api.md, in their order, against a server."""

import argparse
import json
import re
import shlex
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from mason.api import RESOURCES
from mason.refusals import REFUSALS
from tests.factories import make_item, make_repository, make_user

DOCUMENT = (settings.BASE_DIR / "docs" / "api.md").read_text()
HOST = "http://127.0.0.1:8000"
LEFT_OUT = "…"
EXAMPLE = re.compile(r"```sh\n(curl .*?)```\s+```http\n(.*?)\n\n(.*?)```", re.DOTALL)

CURL = argparse.ArgumentParser(prog="curl", exit_on_error=False)
CURL.add_argument("-i", action="store_true", required=True)
CURL.add_argument("-X", dest="method", default="GET")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("-d", dest="body")
CURL.add_argument("url")


def written_at(hour, minute):
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


@pytest.fixture
def documented_rows():
    user = make_user(id="5f1c7a52-6f0e-4c5c-9a43-0d3f6f2f9b11", github_username="octocat")
    repository = make_repository(
        id="0c9b8d7e-53a1-4a5e-8f60-3c1f4f5d2a22",
        user=user,
        github_repo_id=1296269,
        github_full_name="octocat/hello-world",
    )
    make_item(
        id="9d2e4c60-1b7a-4a53-b1de-7f0a1c2b3d44",
        repository=repository,
        created_at=written_at(9, 0),
        updated_at=written_at(9, 30),
        title="Close the file after a failed import",
        problem="import_rows() leaves the file open when a row is malformed.",
        solution="Open the file in a with statement in importer.py.",
        impact_score=8,
        effort_score=2,
        benefits=[
            {
                "category": "reliability",
                "icon": "shield",
                "title": "Imports can be repeated",
                "description": "The next import isn't blocked by the last one's lock.",
            }
        ],
        status="approved",
    )
    make_item(id="3a8f5b1d-2c4e-4f6a-9b8c-6d5e4f3a2b55", repository=repository, status="approved")
    make_item(
        id="6e5d4c3b-2a19-4807-b6f5-e4d3c2b1a066", repository=repository, status="in_progress"
    )


def documented_key():
    (command,) = re.findall(r"MASON_KEY=\$\(\.venv/bin/python manage\.py (.*)\)", DOCUMENT)
    out = StringIO()
    call_command(*shlex.split(command), stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def answer_to(command, key, server):
    """Do what curl would, and give the status line, the headers and the body."""
    words = shlex.split(command.replace("$MASON_KEY", key).replace("\\\n", ""))
    asked = CURL.parse_args(words[1:])
    url = urlsplit(asked.url.replace(HOST, server))
    headers = dict(header.split(": ", 1) for header in asked.headers)
    connection = HTTPConnection(url.netloc)
    connection.request(asked.method, f"{url.path}?{url.query}", asked.body, headers)
    response = connection.getresponse()
    body = json.loads(response.read().decode().replace(server, HOST))
    connection.close()
    return f"HTTP/1.1 {response.status} {response.reason}", response.headers, body


def shown(answer, documented):
    """Leave out of an answer what the document says that it leaves out."""
    if isinstance(answer, list) and isinstance(documented, list):
        return [shown(one, other) for one, other in zip(answer, documented, strict=True)]
    if not isinstance(answer, dict) or not isinstance(documented, dict):
        return answer
    left_out = {LEFT_OUT: LEFT_OUT} if LEFT_OUT in documented else {}
    names = [name for name in answer if name in documented or not left_out]
    return {name: shown(answer[name], documented.get(name)) for name in names} | left_out


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documented_rows")
def test_each_example_is_answered_as_documented(live_server):
    key = documented_key()

    for command, head, body in EXAMPLE.findall(DOCUMENT):
        status_line, *documented_headers = head.splitlines()
        documented = json.loads(body)
        line, headers, answer = answer_to(command, key, live_server.url)
        names = [header.split(": ")[0] for header in documented_headers]

        assert line == status_line
        assert [f"{name}: {headers[name]}" for name in names] == documented_headers
        assert shown(answer, documented) == documented


def test_every_block_of_the_document_is_an_example():
    assert DOCUMENT.count("```sh\ncurl ") == len(EXAMPLE.findall(DOCUMENT)) == 9
    # Beside them: how a key is made, and the stream.
    assert DOCUMENT.count("```") == 2 * (2 + 2 * 9)


def test_the_codes_of_the_document_stand_with_their_status():
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", DOCUMENT, re.MULTILINE)
    documented = {code: int(status) for status, code in rows}
    refusals = {code: status.value for status, code in REFUSALS.values() if code in documented}

    assert {code: documented[code] for code in refusals} == refusals
    assert {"item_not_found", "transition_conflict"} <= set(refusals)
    assert set(documented.values()) <= {status.value for status in HTTPStatus}


def test_the_largest_body_is_as_documented():
    assert "The body has more than 2.5 MB." in DOCUMENT
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 2.5 * 2**20


@pytest.mark.parametrize(
    ("variable", "setting"),
    [
        ("API_REQUESTS_PER_MINUTE", "API_REQUESTS_PER_MINUTE"),
        ("API_BODY_BYTES", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
        ("API_SUGGESTIONS_PER_BATCH", "API_SUGGESTIONS_PER_BATCH"),
        ("API_LOG_LINES_PER_BATCH", "API_LOG_LINES_PER_BATCH"),
        ("API_CLAIMED_AT_ONCE", "API_CLAIMED_AT_ONCE"),
    ],
)
def test_the_limits_are_as_documented(variable, setting):
    (number,) = re.findall(rf"\| ([\d,]+) \| `{variable}` \|", DOCUMENT)

    assert int(number.replace(",", "")) == getattr(settings, setting)


def test_every_resource_is_in_the_table():
    rows = DOCUMENT.partition("| address below")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z/-]+)`", rows))

    assert named == {"users/me", *RESOURCES}
