"""The check of EXECUTION_AGENT_COMMANDS."""

import pytest
from django.core.checks import run_checks

from mason.checks import check_agent_commands


def faults(settings, commands):
    settings.EXECUTION_AGENT_COMMANDS = commands
    messages = check_agent_commands(None)
    assert {message.id for message in messages} <= {"mason.E003"}
    return [message.msg for message in messages]


@pytest.mark.parametrize(
    "commands",
    [{}, {"Explore": "explorer --read-only", "general-purpose": "agent 'with a space' {subagent}"}],
)
def test_commands_for_kinds_of_sub_agents_are_fine(settings, commands):
    assert faults(settings, commands) == []


@pytest.mark.parametrize("commands", [[], "agent", None, 3])
def test_what_is_no_object_is_an_error(settings, commands):
    assert faults(settings, commands) == ["EXECUTION_AGENT_COMMANDS isn't a JSON object."]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ({"explore": "agent"}, "'explore', which is no kind of sub-agent."),
        ({"Explore": ["agent"]}, "'Explore' with something else than a text as its command."),
        ({"Explore": None}, "'Explore' with something else than a text as its command."),
        (
            {"Explore": "agent 'half"},
            "'Explore' with a command that can't be read: No closing quotation.",
        ),
        ({"Explore": ""}, "'Explore' without a command."),
        ({"Explore": "  "}, "'Explore' without a command."),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(settings, commands, expected):
    assert faults(settings, commands) == [f"EXECUTION_AGENT_COMMANDS has {expected}"]


def test_every_fault_is_told_with_what_would_be_right(settings):
    settings.EXECUTION_AGENT_COMMANDS = {"explore": "", "Explore": "agent"}
    messages = check_agent_commands(None)

    assert [message.msg for message in messages] == [
        "EXECUTION_AGENT_COMMANDS has 'explore', which is no kind of sub-agent.",
        "EXECUTION_AGENT_COMMANDS has 'explore' without a command.",
    ]
    assert messages[0].hint.startswith('It is as {"Explore": "explorer --read-only"}; kinds: ')
    assert "general-purpose" in messages[0].hint


@pytest.mark.django_db
def test_the_check_is_registered(settings):
    settings.EXECUTION_AGENT_COMMANDS = []
    assert "mason.E003" in [message.id for message in run_checks()]
