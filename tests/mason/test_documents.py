"""What the documents say is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
OWN_APPS = {"mason", "accounts", "backlog", "execution"}


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), found)
        for path in DOCUMENTS
        for found in sorted(set(pattern.findall(path.read_text())))
    ]


@pytest.mark.parametrize(("document", "target"), named(LINK))
def test_every_link_leads_somewhere(document, target):
    assert (ROOT / document).parent.joinpath(target).resolve().exists()


@pytest.mark.parametrize(("document", "command"), named(COMMAND))
def test_every_command_that_a_document_names_exists(document, command):
    assert command in get_commands(), f"named in {document}"


@pytest.mark.parametrize(
    "command", sorted(name for name, app in get_commands().items() if app in OWN_APPS)
)
def test_every_command_of_ours_has_a_test(command):
    quoted = re.compile(rf"[\"']{command}[\"']")
    tests = [path for path in ROOT.glob("tests/**/*.py") if path != Path(__file__)]
    assert any(quoted.search(path.read_text()) for path in tests)
