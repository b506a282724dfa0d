"""What docs/deploying.md shows agrees with itself and with Mason."""

import re
import shlex
from itertools import chain

import pytest
from django.core.management import get_commands, load_command_class

from mason.startup.ports import HOST, Ports
from mason.startup.web import live_server, web_server
from tests.documented_files import blocks_of, document, files_of, settings_of
from tests.processes import ROOT

TEXT = document("deploying.md")
FILES = files_of(TEXT)
UNITS = "/etc/systemd/system/mason-"
PORTS = Ports(8000, 8001)
SETTINGS = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
OF_AGENTS = {"ANTHROPIC_API_KEY"}
"""What the document's worker.env has for the agent, named by its AGENT_ENVIRONMENT."""
SETTING = re.compile(r"(?<![\w/.$-])[A-Z]{3,}(?:_[A-Z]+)+(?![\w=-])")
COMMAND = re.compile(r"(?:mason (?:owner|web|worker)|manage\.py) ([a-z_]+[^`|&>\n]*)")


def lines_of(unit: str, name: str) -> list[str]:
    """The values of a name in a unit's file, in order."""
    return [value for key, value in settings_of(FILES[f"{UNITS}{unit}.service"]) if key == name]


@pytest.mark.parametrize(
    ("unit", "server"), [("web", web_server(PORTS)), ("live", live_server(PORTS))]
)
def test_the_servers_are_started_as_make_run_starts_them(unit, server):
    (command,) = lines_of(unit, "ExecStart")
    python, *arguments = shlex.split(command)
    assert python == "/srv/mason/app/.venv/bin/python"
    assert sorted(arguments) == sorted(server.program().command[1:])


@pytest.mark.parametrize("unit", ["web", "worker"])
def test_units_read_files_that_the_document_shows_and_end_what_they_started(unit):
    assert set(lines_of(unit, "EnvironmentFile")) <= set(FILES)
    assert lines_of(unit, "KillMode") == ["mixed"]


def test_the_proxies_lead_to_the_ports_of_the_units():
    web, live = f"{HOST}:{PORTS.web}", f"{HOST}:{PORTS.live}"
    nginx = re.findall(
        r"location (\S+) \{\s+proxy_pass http://([^;]+);", FILES["/etc/nginx/conf.d/mason.conf"]
    )
    assert nginx == [("/", web), ("/mcp", live), ("/live/", f"{live}/")]
    caddy = re.findall(
        r"handle(?:_path)? ?(\S*) \{\s+reverse_proxy (\S+)", FILES["/etc/caddy/Caddyfile"]
    )
    assert caddy == [("/live/*", live), ("/mcp*", live), ("", web)]


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".env")])
def test_settings_that_are_shown_exist(file):
    names = {name for name, _ in settings_of(FILES[file])}
    assert names - OF_AGENTS - SETTINGS == set()


@pytest.mark.parametrize("name", ["deploying.md", "growth.md"])
def test_settings_that_the_text_names_exist(name):
    prose = re.sub(r"^```.*?^```$", "", document(name), flags=re.MULTILINE | re.DOTALL)
    assert set(SETTING.findall(prose)) - SETTINGS == set()


@pytest.mark.parametrize("command", sorted({one.strip() for one in COMMAND.findall(TEXT)}))
def test_commands_exist_and_know_their_options(command):
    name, *arguments = shlex.split(command)
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    actions = parser._actions  # noqa: SLF001 - the only list of them
    known = set(chain.from_iterable(action.option_strings for action in actions))
    options = {one.partition("=")[0] for one in arguments if one.startswith("--")}
    assert options - known == set()


def test_scripts_are_shells():
    scripts = [FILES[name] for name in ("/usr/local/bin/mason", "/usr/local/bin/mason-sandbox")]
    assert [script.partition("\n")[0] for script in scripts] == ["#!/bin/sh", "#!/bin/sh"]
    assert blocks_of(TEXT, "sql") != []
