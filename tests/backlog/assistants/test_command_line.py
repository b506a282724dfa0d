"""An agent of the command line, asked once."""

import json
import shlex
from decimal import Decimal
from threading import Timer

import pytest

from backlog.assistants.asking import Prompt, Usage
from backlog.assistants.choosing import agent
from backlog.assistants.command_line import LARGEST_OUTPUT, CommandLineAgent
from backlog.assistants.costs import answer_of
from backlog.assistants.exceptions import AgentNotConfigured, AssistantError
from tests.backlog.assistants.agents import command, is_running, kept_by
from tests.processes import eventually

PROMPT = Prompt(text="Look.\n\nLook for wrong results.")


def asked(behaviour, kept, *more, timeout=30, variables=(), folder=None):
    parts = shlex.split(command(behaviour, kept, *more))
    one = CommandLineAgent(parts, timeout=timeout, variables=variables)
    return one.ask(Prompt(text=PROMPT.text, folder=folder))


def refusal(behaviour, kept, **values):
    with pytest.raises(AssistantError) as refused:
        asked(behaviour, kept, **values)
    return str(refused.value)


def test_the_prompt_comes_on_standard_input_and_the_answer_on_the_output(tmp_path):
    answer = asked("good", tmp_path)
    assert kept_by(tmp_path, "prompt") == [PROMPT.text]
    assert answer.text.startswith('{"version": 1')


def test_an_agent_may_answer_in_a_file(tmp_path):
    assert asked("file", tmp_path, "{output}").text.startswith('{"version": 1')


def test_a_file_that_was_not_written_is_no_answer(tmp_path):
    assert "wrote no answer into the file of {output}" in refusal_with_file(tmp_path)


def refusal_with_file(kept):
    with pytest.raises(AssistantError) as refused:
        asked("good", kept, "{output}")
    return str(refused.value)


def test_it_works_in_the_prompts_folder(tmp_path):
    folder = tmp_path / "checkout"
    folder.mkdir()
    asked("good", tmp_path, folder=folder)
    assert kept_by(tmp_path, "folder") == [str(folder)]


def test_it_gets_none_of_masons_secrets(tmp_path, monkeypatch):
    secrets = ("SECRET_KEY", "ENCRYPTION_KEYS", "DATABASE_URL", "GITHUB_OAUTH_CLIENT_SECRET")
    for name in (*secrets, "ALLOWED_TOO", "LANG"):
        monkeypatch.setenv(name, "a-value")
    asked("good", tmp_path, variables=["ALLOWED_TOO"])
    (environment,) = kept_by(tmp_path, "environment")
    assert [name for name in secrets if name in environment] == []
    assert [name for name in ("ALLOWED_TOO", "LANG", "PATH") if name not in environment] == []


def test_what_a_report_says_was_used_is_counted(tmp_path):
    usage = Usage(input_tokens=15, output_tokens=7, cost=Decimal("0.25"))
    assert asked("report", tmp_path).usage == usage


def test_a_cost_line_is_taken_off_the_answer(tmp_path):
    answer = asked("cost line", tmp_path)
    assert answer.usage == Usage(cost=Decimal("0.12"))
    assert answer.text.strip().endswith("}")


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("Done.\ncost: $0.12\n", "0.12"),
        ("Done.\nTotal cost: 1.5 USD\n", "1.5"),
        ("The cost: $3 of it is high", None),
        ('{"result": "a", "total_cost_usd": "much"}', None),
        ('{"result": "a", "total_cost_usd": -1}', None),
        ('{"result": "a", "total_cost_usd": true}', None),
        ('{"result": "a", "total_cost_usd": 1e6}', "1000000"),
        ('{"result": "a", "total_cost_usd": 1e300}', None),
        ("cost: $999999999", None),
        ('{"result": "a", "usage": []}', None),
    ],
)
def test_only_a_cost_that_is_told_as_one_counts(output, cost):
    assert answer_of(output).usage.cost == (Decimal(cost) if cost else None)


@pytest.mark.parametrize(
    ("told", "counted"), [("10", 10), ("-1", 0), ("true", 0), ("1e300", 0), ("9" * 13, 0)]
)
def test_only_numbers_of_tokens_that_can_be_true_count(told, counted):
    output = '{"result": "a", "usage": {"input_tokens": TOLD, "output_tokens": TOLD}}'
    usage = answer_of(output.replace("TOLD", told)).usage
    assert (usage.input_tokens, usage.output_tokens) == (counted, counted)


def test_a_failing_agent_is_quoted_from_its_end(tmp_path):
    assert refusal("fails", tmp_path).endswith(
        "failed with exit code 3: Reading the code… no such model: big-one"
    )


def test_an_empty_answer_is_refused(tmp_path):
    assert refusal("silent", tmp_path).endswith("'s answer is empty.")


def test_an_empty_answer_will_do_for_one_that_edits_files(tmp_path):
    parts = shlex.split(command("silent", tmp_path))
    assert CommandLineAgent(parts, timeout=30, needs_answer=False).ask(PROMPT).text == ""


def test_a_file_that_was_not_written_will_do_for_one_that_edits_files(tmp_path):
    parts = shlex.split(command("good", tmp_path, "{output}"))
    assert CommandLineAgent(parts, timeout=30, needs_answer=False).ask(PROMPT).text == ""


def test_it_gets_what_is_given_to_it_besides(tmp_path):
    parts = shlex.split(command("good", tmp_path))
    CommandLineAgent(parts, timeout=30, extra_environment={"MASON_MARK": "7"}).ask(PROMPT)
    (environment,) = kept_by(tmp_path, "environment")
    assert json.loads(environment)["MASON_MARK"] == "7"


def test_what_it_writes_is_heard(tmp_path):
    heard: list[str] = []
    one = CommandLineAgent(shlex.split(command("fails", tmp_path)), timeout=30, heard=heard.extend)
    with pytest.raises(AssistantError):
        one.ask(PROMPT)
    assert heard == ["Reading the code…", "no such model: big-one"]


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(AssistantError) as refused:
        CommandLineAgent(["no-such-agent"], timeout=1).ask(PROMPT)
    assert str(refused.value) == "no-such-agent can't be started: No such file or directory."


@pytest.mark.parametrize("behaviour", ["slow", "stubborn"])
def test_one_that_is_too_slow_is_ended_with_all_that_it_started(tmp_path, behaviour):
    assert refusal(behaviour, tmp_path, timeout=1).endswith("gave no answer in 1 s.")
    (child,) = kept_by(tmp_path, "child")
    eventually(lambda: not is_running(int(child)))


def test_one_that_is_stopped_ends_at_once(tmp_path):
    one = CommandLineAgent(shlex.split(command("slow", tmp_path)), timeout=60)
    timer = Timer(1, one.stop)
    timer.start()
    with pytest.raises(AssistantError, match="was stopped"):
        one.ask(PROMPT)
    (child,) = kept_by(tmp_path, "child")
    eventually(lambda: not is_running(int(child)))


def test_one_that_was_stopped_is_asked_no_more(tmp_path):
    one = CommandLineAgent(shlex.split(command("good", tmp_path)), timeout=60)
    one.stop()
    with pytest.raises(AssistantError, match="was stopped"):
        one.ask(PROMPT)
    assert kept_by(tmp_path, "prompt") == []


def test_one_that_writes_without_end_is_ended(tmp_path):
    assert refusal("large", tmp_path).endswith(f"wrote more than {LARGEST_OUTPUT // 10**6} MB.")


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ("", "No agent is configured: set AGENT_COMMAND, or give --agent-command."),
        ('claude "-p', "The agent's command can't be read: No closing quotation."),
    ],
)
def test_a_command_that_can_not_be_is_refused(settings, configured, message):
    settings.AGENT_COMMAND = configured
    with pytest.raises(AgentNotConfigured) as refused:
        agent()
    assert str(refused.value) == message
