import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_that_is_not_there_is_one_clear_error_without_the_password():
    url = "postgres://mason:open-sesame@127.0.0.1:1/mason"

    finished = manage("review", ".", DATABASE_URL=url)

    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("The database can't be reached: ")
    assert finished.stderr.endswith(
        "Have `make run` running in another terminal, or set DATABASE_URL.\n"
    )
    assert "open-sesame" not in finished.stderr
    assert "Traceback" not in finished.stderr


def test_another_fault_of_the_database_keeps_its_traceback():
    statement = "SELECT pg_terminate_backend(pg_backend_pid())"
    code = f"from django.db import connection; connection.cursor().execute({statement!r})"

    finished = manage("shell", "--no-imports", "-c", code)

    assert finished.returncode == 1
    assert "Traceback" in finished.stderr


def test_settings_that_will_not_do_are_one_clear_error():
    finished = manage("check", ENVIRONMENT="production", SECRET_KEY="")

    assert (finished.returncode, finished.stdout, finished.stderr) == (
        1,
        "",
        "SECRET_KEY must be a secret of your own when ENVIRONMENT is 'production'.\n",
    )


def test_another_fault_of_the_configuration_keeps_its_traceback():
    raising = "from django.core.exceptions import ImproperlyConfigured as E; raise E('Odd.')"

    finished = manage("shell", "--no-imports", "-c", raising)

    assert finished.returncode == 1
    assert "Traceback" in finished.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("createapikey", b"octocat\xff"),
        ("createapikey", "octocat", b"--name=\xff"),
        ("revokeapikey", b"mason_\xff"),
        ("execution_settings", b"acme/\xff"),
        ("review", ".", b"--user=\xff"),
        ("review", ".", b"--repository=a/\xff"),
    ],
)
def test_an_argument_that_is_not_utf_8_is_refused(arguments):
    finished = manage(*arguments)

    assert finished.returncode == 2
    assert finished.stderr.endswith("it isn't UTF-8 text; give it as the admin shows it\n")
    assert "Traceback" not in finished.stderr
