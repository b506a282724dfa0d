"""`manage.py generate_prds`."""

import os
import shlex
import signal
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backlog.models import BacklogItem
from backlog.prd.template import template_prd
from tests.backlog.prd.agents import ScriptedAgent
from tests.backlog.prd.documents import PRD
from tests.backlog.sending.checkouts import tracked_checkout
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db


def run(*arguments):
    output, errors = StringIO(), StringIO()
    call_command("generate_prds", *map(str, arguments), stdout=output, stderr=errors)
    return output.getvalue().splitlines()


def failing(*arguments):
    output, errors = StringIO(), StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("generate_prds", *map(str, arguments), stdout=output, stderr=errors)
    return output.getvalue().splitlines(), errors.getvalue().splitlines(), failure.value


def approved(title="Close the files", **values):
    return make_item(title=title, status="approved", **values)


def with_prd():
    rows = BacklogItem.objects.exclude(prd_content=None).order_by("title")
    return list(rows.values_list("title", flat=True))


@pytest.fixture
def agent(tmp_path, settings):
    scripted = ScriptedAgent(tmp_path, PRD)
    settings.ASSISTANT, settings.AGENT_COMMAND = "agent", shlex.join(scripted.command)
    return scripted


def test_approved_items_without_a_prd_get_one_the_best_first():
    approved("Low", impact_score=2)
    approved("High", impact_score=9)
    approved("Has one", prd_content="# PRD: By hand")
    make_item(title="New")

    assert run() == ["1/2 High: written by template", "2/2 Low: written by template"]
    assert with_prd() == ["Has one", "High", "Low"]
    for item in BacklogItem.objects.filter(title__in=["High", "Low"]):
        assert item.prd_content == template_prd(item)


def test_nothing_to_write_is_said():
    assert run() == ["No approved item lacks a PRD."]


def test_limit_keeps_the_best():
    approved("Low", impact_score=2)
    approved("High", impact_score=9)

    run("--limit", 1)

    assert with_prd() == ["High"]


def test_repository_keeps_to_its_items():
    repository = make_repository(github_full_name="acme/shop")
    approved("Here", repository=repository)
    approved("Elsewhere")

    run("--repository", "acme/shop")

    assert with_prd() == ["Here"]


def test_items_are_named_whatever_their_status():
    item = make_item(title="New")
    approved("Other")

    assert run("--item", item.pk) == ["1/1 New: written by template"]
    assert with_prd() == ["New"]


def test_dry_run_writes_nothing(agent):
    approved()

    writer = agent.assistant.name
    assert run("--dry-run") == [f"1/1 Close the files: would be written by {writer}"]
    assert (with_prd(), agent.asked) == ([], [])


def test_agent_of_the_settings_looks_into_the_checkout(agent, tmp_path):
    root = tracked_checkout(tmp_path / "shop", {"cart.py": "open('x')\n"})
    approved(repository=make_repository(github_full_name="acme/shop"))
    approved("Of another repository")

    run("--checkout", root)

    assert [asked["folder"] for asked in agent.asked] == [str(root)]
    assert with_prd() == ["Close the files"]
    assert BacklogItem.objects.get(title="Close the files").prd_content == PRD


def test_failure_of_one_does_not_stop_the_others():
    edited = approved("Edited", impact_score=9, prd_content="# PRD: By hand")
    other = approved("Other", impact_score=2)

    output, errors, failure = failing("--item", edited.pk, other.pk)

    assert output == ["2/2 Other: written by template"]
    (error,) = errors
    assert error.startswith("1/2 Edited: The item's PRD was edited, or somebody else wrote it")
    assert str(failure) == f"1 of 2 PRDs not written: Edited ({edited.pk})."
    assert failure.returncode == 1
    assert BacklogItem.objects.get(pk=edited.pk).prd_content == "# PRD: By hand"


def test_agent_that_fails_writes_nothing(tmp_path, settings):
    scripted = ScriptedAgent(tmp_path, None)
    settings.ASSISTANT, settings.AGENT_COMMAND = "agent", shlex.join(scripted.command)
    approved()

    _, errors, _ = failing()

    assert "out of order" in errors[0]
    assert with_prd() == []


@pytest.fixture
def heeding_ctrl_c():
    """A shell's background job hands Ctrl-C down as ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_interruption_ends_the_command_and_writes_nothing_more(tmp_path, settings):
    program = tmp_path / "interrupter"
    program.write_text(
        f"import os, signal, time\nos.kill({os.getpid()}, signal.SIGINT)\ntime.sleep(60)\n"
    )
    settings.ASSISTANT, settings.AGENT_COMMAND = "agent", shlex.join([sys.executable, str(program)])
    approved()
    approved()

    _, _, failure = failing()

    assert str(failure) == "Interrupted at 1 of 2 PRDs: it isn't written."
    assert failure.returncode == 130
    assert with_prd() == []


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--repository", "acme/none"], "acme/none"),
        (["--item", "00000000-0000-0000-0000-000000000000"], "There is no backlog item"),
        (["--checkout", "/no/such/folder"], "/no/such/folder doesn't exist"),
        (["--limit", "0"], "“0” must be a whole number from 1"),
    ],
)
def test_wrong_argument_is_refused(arguments, refusal):
    _, _, failure = failing(*arguments)

    assert refusal in str(failure)


def test_checkout_without_a_remote_needs_the_repositorys_name(tmp_path):
    _, _, failure = failing("--checkout", tmp_path)

    assert str(failure) == f"{tmp_path} has no remote “origin”: give --repository."


def test_item_of_another_repository_gets_no_code_of_this_one(tmp_path):
    root = tracked_checkout(tmp_path / "shop", {"cart.py": "x\n"})
    make_repository(github_full_name="acme/shop")
    item = approved()

    _, _, failure = failing("--checkout", root, "--item", item.pk)

    assert str(failure) == f"There is no backlog item {item.pk}."
