"""`manage.py mcp` before and while it serves."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_api_key, make_user
from tests.live_servers import server_environment
from tests.processes import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def serve(*options, lines=(), **environment):
    """Run the command on these lines of input."""
    environment = {"MASON_API_KEY": ""} | environment
    return subprocess.run(
        [sys.executable, "manage.py", "mcp", *options],
        cwd=ROOT,
        env=server_environment(**environment),
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_but_the_protocol_is_written(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{make_api_key()[1]}\n")
    finished = serve(f"--key-file={file}", lines=[json.dumps(INITIALIZE), "not JSON"])
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    assert finished.returncode == 0
    assert answers[0]["result"]["serverInfo"]["name"] == "mason"


def test_a_key_that_is_refused_ends_it_before_it_serves():
    finished = serve(MASON_API_KEY="mason_mistyped")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.endswith(
        "CommandError: The API key isn't known, or its user is inactive.\n"
    )


def test_a_database_that_is_not_there_is_one_clear_error():
    finished = serve(
        MASON_API_KEY="mason_mistyped", DATABASE_URL="postgres://mason@127.0.0.1:1/mason"
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("The database can't be reached: ")


def refusal(*options):
    with pytest.raises(CommandError) as caught:
        call_command("mcp", *options)
    return str(caught.value)


@pytest.mark.parametrize("key", [None, "", " "])
def test_a_missing_key_is_asked_for(monkeypatch, key):
    if key is None:
        monkeypatch.delenv("MASON_API_KEY", raising=False)
    else:
        monkeypatch.setenv("MASON_API_KEY", key)
    assert refusal() == (
        "MASON_API_KEY holds no API key: `manage.py createapikey USER` makes one."
        " Set MASON_API_KEY, or name a file that holds the key with --key-file."
    )


def test_a_key_with_strange_characters_is_refused(monkeypatch):
    monkeypatch.setenv("MASON_API_KEY", "mason_clé")
    assert refusal() == ("MASON_API_KEY holds characters that no API key has: copy the key again.")


def test_a_key_that_is_two_words_is_refused(monkeypatch):
    monkeypatch.setenv("MASON_API_KEY", "mason_a mason_b")
    assert refusal().endswith("one key without spaces after the scheme, not 2 words.")


def test_the_key_of_an_inactive_user_is_refused(monkeypatch):
    monkeypatch.setenv("MASON_API_KEY", make_api_key(user=make_user(is_active=False))[1])
    assert refusal() == "The API key isn't known, or its user is inactive."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't be read: No such file or directory."),
        (b"\xff", "isn't text: it must hold an API key and no more."),
        (
            b"\n",
            (
                "holds no API key: `manage.py createapikey USER` makes one."
                " Set MASON_API_KEY, or name a file that holds the key with --key-file."
            ),
        ),
    ],
)
def test_a_key_file_that_will_not_do_is_named(tmp_path, content, message):
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    assert refusal(f"--key-file={file}") == f"{file} {message}"
