"""`manage.py review --reviewer agent`, with a small real program as agent."""

import io
import json
import os
import shlex
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import GitHubRepository
from backlog.models import AnalysisRun, BacklogItem
from tests.backlog.assistants.agents import command, is_running, kept_by
from tests.factories import make_curator, make_item, make_repository
from tests.processes import TIMEOUT_SECONDS, eventually

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curator")]


@pytest.fixture
def curator():
    return make_curator(github_username="ada")


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "shop"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_text("def load_users():\n    return open('users')\n")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def review(checkout, agent, *options):
    output = io.StringIO()
    named = ("--repository", "acme/shop", "--reviewer", "agent", "--agent-command", agent)
    call_command("review", str(checkout), *named, *options, stdout=output)
    return output.getvalue().splitlines()


def refusal(checkout, agent, *options):
    with pytest.raises(CommandError) as refused:
        review(checkout, agent, *options)
    return str(refused.value)


@pytest.mark.parametrize("behaviour", ["good", "fenced", "mends"])
def test_each_category_brings_its_suggestions(checkout, kept, behaviour):
    lines = review(checkout, command(behaviour, kept))

    assert lines[1:3] == ["  5 findings read", "  5 added to the backlog"]
    assert BacklogItem.objects.filter(problem__contains="- src/app.py:1").count() == 5


def test_an_answer_that_breaks_the_schema_is_sent_back_with_what_is_wrong(checkout, kept):
    review(checkout, command("mends", kept), "--mode", "banger")

    first, second = kept_by(kept, "prompt")
    assert "/suggestions/0/impact_score: 11 must be at most 10" in second
    assert second.startswith(first)


def test_a_review_of_which_every_answer_is_wrong_is_refused_with_the_problems(checkout, kept):
    said = refusal(checkout, command("never right", kept), "--mode", "banger")

    assert "gave no usable answer in 3 attempts:" in said
    assert "- /suggestions/0/impact_score: 11 must be at most 10" in said
    assert len(kept_by(kept, "prompt")) == 3
    assert AnalysisRun.objects.get().status == "failed"


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        ("no json", "it isn't JSON"),
        ("nested", "it is nested too deeply"),
        ("nul", "must be without NUL"),
        ("long", "is too long; 200 characters are allowed"),
    ],
)
def test_a_hostile_answer_is_refused(checkout, kept, behaviour, problem):
    assert problem in refusal(checkout, command(behaviour, kept), "--mode", "banger")
    assert not BacklogItem.objects.exists()


def test_a_category_that_fails_loses_no_other(checkout, kept):
    lines = review(checkout, command("fails about users", kept))

    assert "failed with exit code 1: users are too hard" in lines[1]
    assert lines[1].startswith("  Nothing about user experience: ")
    assert lines[2:4] == ["  4 findings read", "  4 added to the backlog"]


def test_what_the_agent_reports_is_added_up(checkout, kept):
    assert "  used: 110 tokens, $1.25" in review(checkout, command("report", kept))


def test_no_more_run_at_once_than_are_allowed(checkout, kept, settings):
    settings.AGENT_AT_ONCE = 2
    review(checkout, command("overlaps", kept))

    intervals = [json.loads(text) for text in kept_by(kept, "interval")]
    together = [sum(other[0] <= one[0] < other[1] for other in intervals) for one in intervals]
    assert len(intervals) == 5
    assert max(together) == 2


def test_an_area_is_kept_to(checkout, kept):
    review(checkout, command("good", kept), "--mode", "area:frontend")
    assert all('Keep to its frontend (area "frontend")' in one for one in kept_by(kept, "prompt"))


def test_what_is_known_is_told(checkout, kept, curator):
    repository = make_repository(github_full_name="acme/shop", user=curator)
    make_item(repository=repository, title="Known already")
    make_item(repository=repository, title="Not wanted", status="rejected")

    review(checkout, command("good", kept), "--mode", "banger")

    (prompt,) = kept_by(kept, "prompt")
    assert "don't repeat them:\n- Known already\n" in prompt
    assert "don't propose them again:\n- Not wanted\n" in prompt


def test_a_dry_run_shows_what_would_be_asked_and_asks_nothing(checkout, kept):
    lines = review(checkout, command("good", kept), "--dry-run")

    assert lines[0].startswith("Would run: ")
    assert lines[1].endswith("5 questions; nothing was asked.")
    assert next(line for line in lines if line.startswith("About ")).startswith(
        "About user experience, "
    )
    assert (kept_by(kept, "prompt"), AnalysisRun.objects.count()) == ([], 0)
    assert not GitHubRepository.objects.exists()


def test_a_reviewer_that_asks_nobody_has_no_dry_run(checkout):
    with pytest.raises(CommandError, match="--dry-run is for reviewers that ask an assistant"):
        call_command("review", str(checkout), "--repository", "acme/shop", "--dry-run")


def test_without_a_command_the_review_is_refused(checkout, settings):
    settings.AGENT_COMMAND = ""
    assert refusal(checkout, "") == (
        "No agent is configured: set AGENT_COMMAND, or give --agent-command."
    )
    assert not AnalysisRun.objects.exists()


def test_the_configured_command_is_run(checkout, kept, settings):
    settings.AGENT_COMMAND = command("good", kept)
    assert review(checkout, "", "--mode", "banger")[2] == "  1 added to the backlog"


def test_the_smallest_agent_of_the_document_works(checkout, tmp_path):
    text = (settings.BASE_DIR / "docs" / "reviewing.md").read_text(encoding="utf-8")
    program = tmp_path / "agent.py"
    program.write_text(text.split("```python\n")[1].split("```")[0], encoding="utf-8")

    lines = review(checkout, shlex.join([sys.executable, str(program)]), "--mode", "banger")

    assert lines[2] == "  1 added to the backlog"
    assert BacklogItem.objects.get().title == "Close the file in load_users()"


HEEDING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Heeds Ctrl-C although a shell's background job hands it down as ignored."""


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_ends_all_agents_and_adds_nothing(checkout, kept):
    told = [sys.executable, "manage.py", "review", str(checkout), "--repository", "acme/shop"]
    agent = ["--reviewer", "agent", "--agent-command", command("slow", kept)]
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    database = connection.settings_dict["NAME"]
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, *told, *agent],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"{address}/{database}"},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        eventually(lambda: len(kept_by(kept, "child")) == 2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)

    assert process.returncode == 130
    assert errors.splitlines()[-1] == "CommandError: Interrupted: nothing was added."
    for child in kept_by(kept, "child"):
        eventually(lambda child=child: not is_running(int(child)))
    assert AnalysisRun.objects.get().status == "failed"
