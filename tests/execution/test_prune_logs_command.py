"""`manage.py prune_logs`."""

import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from execution.management.commands import prune_logs
from execution.models import ExecutionLog
from tests.factories import make_log, make_remote_run
from tests.live_servers import server_environment
from tests.processes import ROOT, eventually

pytestmark = pytest.mark.django_db


def logged(*days):
    """A finished run with a line so many days old each."""
    run = make_remote_run(status="failed")
    for age in days:
        make_log(execution_run=run, created_at=timezone.now() - timedelta(days=age))


def run(*arguments):
    output = StringIO()
    call_command("prune_logs", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_it_deletes_what_is_older_than_the_setting_and_says_how_much(settings):
    settings.EXECUTION_LOG_DAYS = 30
    logged(29, 31, 32)

    assert run() == [
        "Deleted 2 log lines of remote runs, 0 log lines of attempts, 0 finished jobs."
    ]
    assert ExecutionLog.objects.count() == 1


def test_days_of_the_command_come_before_the_setting():
    logged(1, 3)

    run("--days", "2")

    assert ExecutionLog.objects.count() == 1


def test_a_dry_run_deletes_nothing():
    logged(100, 200)

    assert run("--dry-run") == [
        "Would delete 2 log lines of remote runs, 0 log lines of attempts, 0 finished jobs."
    ]
    assert ExecutionLog.objects.count() == 2


def test_a_setting_of_0_keeps_everything(settings):
    settings.EXECUTION_LOG_DAYS = 0
    logged(10_000)

    assert run() == ["Everything is kept, since EXECUTION_LOG_DAYS or --days is 0."]
    assert ExecutionLog.objects.count() == 1


def test_long_work_is_told_of_as_it_goes(monkeypatch):
    monkeypatch.setattr(prune_logs, "TELLING_SECONDS", 0)
    logged(100, 200)

    assert run("--batch", "1")[:2] == [
        "Deleted 1 log lines of remote runs so far.",
        "Deleted 2 log lines of remote runs so far.",
    ]


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("--days", "-1"), "--days: must be a whole number from 0 to 36,500"),
        (("--days", "36501"), "--days: must be a whole number from 0 to 36,500"),
        (("--days", "x"), "--days: must be a whole number from 0 to 36,500"),
        (("--batch", "0"), "--batch: must be a whole number from 1 to 100,000"),
        (("--batch", "100001"), "--batch: must be a whole number from 1 to 100,000"),
    ],
)
def test_a_number_that_cannot_be_is_refused(arguments, right):
    with pytest.raises(CommandError, match=right):
        run(*arguments)


@pytest.mark.django_db(transaction=True)
def test_broken_off_it_says_what_is_deleted_and_leaves_the_rest():
    run = make_remote_run(status="failed")
    old = timezone.now() - timedelta(days=100)
    rows = (ExecutionLog(execution_run=run, message="x", created_at=old) for _ in range(2_000))
    ExecutionLog.objects.bulk_create(rows)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "prune_logs", "--batch", "1"],
        cwd=ROOT,
        env=server_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )

    eventually(lambda: ExecutionLog.objects.count() < 2_000)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)

    deleted = 2_000 - ExecutionLog.objects.count()
    assert process.returncode == 130
    assert errors == (
        f"CommandError: Broken off when {deleted} log lines of remote runs were deleted."
        " Run it again for the rest.\n"
    )
    assert 0 < deleted < 2_000
