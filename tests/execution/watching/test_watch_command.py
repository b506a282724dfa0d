"""`manage.py watch` as people start it: a process, by a pipe and in a terminal."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from io import StringIO
from threading import Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import make_item, make_progress, make_repository
from tests.live_servers import server_environment
from tests.processes import ROOT, eventually

pytestmark = pytest.mark.django_db(transaction=True)

COMMAND = [sys.executable, "manage.py", "watch"]


@pytest.fixture
def item():
    repository = make_repository(github_full_name="acme/shop")
    item = make_item(repository=repository, status="in_progress", title="Close the file")
    make_progress(item=item, current_phase="building", current_wave=1, total_waves=2)
    return item


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def move_to_wave_2(item):
    """Change the progress as a program does that never heard of Mason."""
    execute(
        "UPDATE mason_execution_progress SET current_wave = 2, current_file = 'shop/prices.py'"
        " WHERE item_id = %s",
        item.pk,
    )


@pytest.fixture
def watch():
    """`watch --plain` of a repository that is called otherwise in its case, and what it prints."""
    with subprocess.Popen(
        [*COMMAND, "--plain", "--repository", "ACME/shop"],
        cwd=ROOT,
        env=server_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed = []
        reader = Thread(target=lambda: printed.extend(iter(process.stdout.readline, "")))
        reader.start()
        yield SimpleNamespace(process=process, printed=printed, reader=reader)
        process.kill()
        reader.join()


# One process for all of it: each takes a second to start.
def test_changes_are_lines_whoever_makes_them_and_a_lost_connection_is_told(item, watch):
    printed = watch.printed
    eventually(lambda: len(printed) == 1)
    move_to_wave_2(item)
    eventually(lambda: len(printed) == 2)
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'mason-live' AND datname = current_database()"
    )
    eventually(lambda: len(printed) == 4)
    other = make_item(repository=item.repository, status="in_progress", title="Another")
    make_progress(item=other)
    make_progress()  # of another repository
    eventually(lambda: len(printed) == 5)

    watch.process.send_signal(signal.SIGTERM)
    watch.process.wait(60)
    watch.reader.join()

    told = [line.partition(" ")[2] for line in printed]
    assert told[:2] == [
        "acme/shop Close the file: Building, wave 1/2, tasks 0/0\n",
        "acme/shop Close the file: Building, wave 2/2, tasks 0/0, shop/prices.py\n",
    ]
    assert told[2].startswith("The connection to the database is lost, trying again: ")
    assert told[3:] == [
        "The connection to the database is back.\n",
        "acme/shop Another: Site review, wave 1/4, tasks 0/0\n",
    ]
    assert (watch.process.returncode, watch.process.stderr.read()) == (0, "")


class Terminal:
    """A terminal of 100 columns in which the command runs."""

    def __init__(self, *arguments, **environment):
        self.end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=server_environment(TERM="xterm", COLUMNS="", LINES="", **environment),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self.shown = ""

    def read(self):
        """Give all that was written until now."""
        while select.select([self.end], [], [], 0)[0]:
            try:
                part = os.read(self.end, 65_536)
            except OSError:  # Linux says so when the other end is closed.
                break
            if not part:
                break
            self.shown += part.decode()
        return self.shown

    def wait(self):
        """Give the exit code, reading on meanwhile: a full terminal holds the program up."""
        eventually(lambda: self.read() is not None and self.process.poll() is not None)
        self.read()
        os.close(self.end)
        return self.process.returncode


def test_a_terminal_has_a_table_that_is_drawn_anew_and_is_left_as_it_was(item):
    terminal = Terminal(NO_COLOR="1")
    eventually(lambda: "Building       1/2" in terminal.read())
    move_to_wave_2(item)
    eventually(lambda: "2/2      0/0" in terminal.read())

    terminal.process.send_signal(signal.SIGINT)

    assert terminal.wait() == 0
    assert terminal.shown.startswith("\x1b[?1049h\x1b[?25l\x1b[H")
    drawn, _, left = terminal.shown.rpartition("\x1b[?1049l\x1b[?25h")
    assert "shop/prices.py" in drawn
    assert "\x1b[1m" not in drawn
    assert left.splitlines()[1].startswith("Close the file")


@pytest.mark.usefixtures("item")
def test_once_prints_the_table_and_ends():
    terminal = Terminal("--once")

    assert terminal.wait() == 0
    assert terminal.shown.splitlines()[1].startswith("Close the file")
    assert "\x1b[1mTitle" in terminal.shown
    assert "\x1b[?1049h" not in terminal.shown


def once(*arguments):
    output = StringIO()
    call_command("watch", "--once", "--plain", *arguments, stdout=output)
    return [line.partition(" ")[2] for line in output.getvalue().splitlines()]


@pytest.mark.usefixtures("item")
def test_once_tells_how_things_are():
    assert once() == ["acme/shop Close the file: Building, wave 1/2, tasks 0/0"]


def test_an_item_is_told_of_whatever_its_age(item):
    make_progress()
    execute("UPDATE mason_pm_backlog_items SET status = 'approved' WHERE id = %s", item.pk)

    assert once("--item", str(item.pk)) == [
        "acme/shop Close the file: Given back, wave 1/2, tasks 0/0"
    ]


def test_nothing_going_on_is_said():
    output = StringIO()
    call_command("watch", "--once", stdout=output)
    assert output.getvalue() == "Nothing is being executed.\n"


@pytest.mark.parametrize("name", ["shop", "acme/other"])
@pytest.mark.usefixtures("item")
def test_a_repository_that_is_not_there_is_refused(name):
    with pytest.raises(CommandError, match=name):
        once("--repository", name)


def test_an_item_that_is_not_there_is_refused():
    item_id = uuid4()
    with pytest.raises(CommandError, match=f"There is no backlog item {item_id}"):
        once("--item", str(item_id))


@pytest.mark.usefixtures("item")
def test_a_reader_that_goes_ends_it_without_a_complaint():
    piped = "$PYTHON manage.py watch --plain | head -1; echo ${PIPESTATUS[0]}"
    with subprocess.Popen(
        ["bash", "-c", piped],
        cwd=ROOT,
        env=server_environment(PYTHON=sys.executable),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # Whoever writes to nobody notices at the next line.
        while process.poll() is None:
            execute("UPDATE mason_execution_progress SET current_wave = current_wave + 1")
            time.sleep(0.05)
        printed, complaints = process.communicate()

    assert printed.splitlines()[1] == "0"
    assert complaints == ""
