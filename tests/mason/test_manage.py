import os
import subprocess
import sys
from pathlib import Path

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
