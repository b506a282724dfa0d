"""The settings of what is outside, as a process of its own reads them."""

import json
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from mason.checks import check_outside_addresses
from tests.processes import clean_environment, copy_checkout


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_checkout(tmp_path_factory.mktemp("outside") / "mason")


def run(project, program, **environment):
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=project,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


def setting(project, name, **environment):
    result = run(
        project, f"import json, mason.settings as s; print(json.dumps(s.{name}))", **environment
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def refusal(project, **environment):
    """The last line of what loading the settings fails with."""
    result = run(project, "import mason.settings", **environment)
    return (result.returncode, result.stderr.splitlines()[-1].split(": ", 1)[1])


@pytest.mark.parametrize(
    "half",
    [
        {"GITHUB_OAUTH_CLIENT_ID": "Iv1.mason"},
        {"GITHUB_OAUTH_CLIENT_SECRET": "s3cret"},
        {"GITHUB_OAUTH_CLIENT_ID": "Iv1.mason", "GITHUB_OAUTH_CLIENT_SECRET": ""},
    ],
)
def test_half_an_application_at_github_is_refused_at_the_start(project, half):
    sentence = (
        "GITHUB_OAUTH_CLIENT_ID and GITHUB_OAUTH_CLIENT_SECRET belong together:"
        " set both or neither."
    )
    assert refusal(project, **half) == (1, sentence)


@pytest.mark.parametrize(
    ("text", "names"),
    [("", []), ("octocat", ["octocat"]), (" octocat, Hubot ,,", ["octocat", "Hubot"])],
)
def test_curators_are_names_between_commas(project, text, names):
    assert setting(project, "GITHUB_CURATORS", GITHUB_CURATORS=text) == names


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("GITHUB_URL", "https://github.example.org/", "https://github.example.org"),
        (
            "GITHUB_API_URL",
            "https://github.example.org/api/v3/",
            "https://github.example.org/api/v3",
        ),
        ("OPENAI_BASE_URL", "https://ai.example.org/v1/", "https://ai.example.org"),
        ("ANTHROPIC_BASE_URL", " https://ai.example.org ", "https://ai.example.org"),
    ],
)
def test_address_is_read_without_what_mason_adds(project, name, text, address):
    assert setting(project, name, **{name: text}) == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "OUTSIDE_TIMEOUT_SECONDS must be a number of seconds."),
        ("0", "OUTSIDE_TIMEOUT_SECONDS must be over 0 and at most 60."),
        ("-1", "OUTSIDE_TIMEOUT_SECONDS must be over 0 and at most 60."),
        ("61", "OUTSIDE_TIMEOUT_SECONDS must be over 0 and at most 60."),
        ("nan", "OUTSIDE_TIMEOUT_SECONDS must be a number of seconds."),
    ],
)
def test_time_that_isnt_one_is_refused(project, text, sentence):
    assert refusal(project, OUTSIDE_TIMEOUT_SECONDS=text) == (1, sentence)


@pytest.mark.parametrize(
    "address", ["https://github.example.org", "http://127.0.0.1:8080/api", "https://[::1]"]
)
def test_web_address_is_fine(settings, address):
    settings.GITHUB_API_URL = address

    assert check_outside_addresses(None) == []


@pytest.mark.parametrize(
    "address", ["", "github.example.org", "ftp://github.example.org", "https:"]
)
def test_other_text_is_an_error_that_names_the_setting(settings, address):
    settings.GITHUB_API_URL = address

    (error,) = check_outside_addresses(None)

    assert (error.id, error.msg) == ("mason.E002", "GITHUB_API_URL isn't a web address.")


@pytest.mark.django_db
def test_check_of_addresses_is_registered(settings):
    settings.OPENAI_BASE_URL = "ai.example.org"

    assert "mason.E002" in [message.id for message in run_checks()]
