"""docs/mcp.md says what the server has, in blocks that can be copied."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import anyio
import pytest

from mason.mcp_server.asking import Service
from mason.mcp_server.rows import SUGGESTION
from mason.mcp_server.server import INSTRUCTIONS, make_server
from mason.mcp_server.threads import running_threads

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "mcp.md").read_text()
CLIENTS = ["Claude Code", "Claude Desktop", "Cursor", "VS Code", "Codex CLI", "Gemini CLI"]


def blocks(language, text=DOCUMENT):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def table_of(heading):
    """Give what stands in backticks in the first column of a section's table."""
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def setup_of(client):
    return DOCUMENT.partition(f"\n### {client}\n")[2].partition("\n##")[0]


@pytest.fixture
def server():
    with running_threads() as threads:
        yield make_server(Service(threads))


def test_the_document_lists_the_servers_tools(server):
    tools = anyio.run(server.list_tools)
    assert sorted(table_of("Tools")) == sorted(tool.name for tool in tools)


def test_the_document_lists_the_servers_resources(server):
    templates = anyio.run(server.list_resource_templates)
    assert table_of("Resources") == [template.uri_template for template in templates]


def test_the_instructions_name_tools_that_there_are(server):
    named = re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", INSTRUCTIONS)
    others = {"prd_content", "transition_conflict", "current_status", "run_conflict"}
    others |= {"prd_problems", "not_in_progress"}
    tools = {tool.name for tool in anyio.run(server.list_tools)}
    assert set(named) - others - tools == set()


def test_every_tool_says_what_it_does_and_what_it_answers(server):
    for tool in anyio.run(server.list_tools):
        assert tool.description, tool.name
        assert tool.output_schema, tool.name
        assert tool.input_schema["additionalProperties"] is False, tool.name


def test_arguments_are_described_without_references(server):
    for tool in anyio.run(server.list_tools):
        assert "$ref" not in json.dumps(tool.input_schema), tool.name


def test_a_suggestion_is_what_the_documented_format_has():
    schema = json.loads((ROOT / "docs" / "suggestions.schema.json").read_text())
    documented = schema["$defs"]["suggestion"]
    assert SUGGESTION["properties"].keys() == documented["properties"].keys()
    assert SUGGESTION["required"] == documented["required"]


@pytest.mark.parametrize("block", blocks("json"))
def test_every_json_block_parses(block):
    assert json.loads(block)


@pytest.mark.parametrize("block", blocks("toml"))
def test_every_toml_block_parses(block):
    assert tomllib.loads(block)["mcp_servers"]["mason"]


@pytest.mark.parametrize("block", blocks("sh"))
def test_every_line_for_a_shell_can_be_split_into_words(block):
    assert shlex.split(block)


@pytest.mark.parametrize("client", CLIENTS)
def test_each_client_has_a_block_for_each_transport(client):
    text = setup_of(client)
    over_stdio, over_http = (
        block for language in ("sh", "json", "toml") for block in blocks(language, text)
    )
    assert "/path/to/mason/manage.py" in over_stdio
    assert "MASON_API_KEY" in over_stdio
    assert "http://127.0.0.1:8001/mcp" in over_http
