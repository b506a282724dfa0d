"""Examples of a document: what its reader would type, and what the document says comes of it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import ROOT, TIMEOUT_SECONDS

PERSON = "A person decides"
"""The heading where a person acts between two examples."""

_STEP = re.compile(
    rf"^```(?P<language>\w+)\n(?P<text>.*?)^```$|^### (?P<person>{PERSON})$",
    re.MULTILINE | re.DOTALL,
)
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FILE = re.compile(r"`(\w+\.py)`")
_OUTPUTS = {"json", "http", "text"}


@dataclass
class Block:
    """A block of code; `file` is where a program is saved, `output` what a command answers."""

    language: str
    text: str
    file: str = ""
    output: "Block | None" = None


def section(document: str, title: str) -> str:
    """Give what stands below a heading of the second level."""
    return dict(sections(document))[title]


def sections(document: str) -> Iterator[tuple[str, str]]:
    """Give the headings of the second level and what stands below; blocks of code have none."""
    outside = _CODE.sub(lambda block: block[0].replace("#", " "), document)
    headings = list(_HEADING.finditer(outside))
    ends = [*(heading.start() for heading in headings[1:]), len(document)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading[1], document[heading.end() : end]


def steps(text: str) -> Iterator[Block | None]:
    """Give programs and commands, each command with its output; None where a person acts."""
    command: Block | None = None
    for found in _STEP.finditer(text):
        block = Block(found["language"] or "", found["text"] or "")
        if block.language in _OUTPUTS:
            assert command is not None, f"nothing answers this:\n{block.text}"
            assert command.output is None, f"the second answer to one command:\n{block.text}"
            command.output = block
            continue
        if command is not None:
            yield command
        command = None
        if found["person"]:
            yield None
        elif block.language == "python":
            yield Block("python", block.text, file=_FILE.findall(text[: found.start()])[-1])
        else:
            assert block.language == "sh", f"no kind of example: {block.language}"
            command = block
    if command is not None:
        yield command


@dataclass
class Terminal:
    """A folder and a shell in it, which keeps variables and functions from command to command."""

    folder: Path
    addresses: Mapping[str, str]
    """What stands in the document, and what takes its place."""
    environment: dict[str, str] = field(default_factory=dict)

    def save(self, name: str, text: str) -> None:
        """Save a program."""
        (self.folder / name).write_text(self._here(text))

    def run(self, command: str) -> str:
        """Run a command as a reader would; give what it prints."""
        state = self.folder / ".environment"
        script = f"set -eao pipefail\n{self._here(command)}\nenv -0 > {state}\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        pairs = state.read_text().rstrip("\0").split("\0")
        self.environment = dict(pair.split("=", 1) for pair in pairs)
        return self._documented(done.stdout)

    def _here(self, text: str) -> str:
        for documented, real in self.addresses.items():
            text = text.replace(documented, real)
        return text

    def _documented(self, text: str) -> str:
        for documented, real in self.addresses.items():
            text = text.replace(real, documented)
        return text


def readers_terminal(
    folder: Path, environment: Mapping[str, str], *, web: str, live: str
) -> Terminal:
    """Give the terminal of somebody who runs Mason at these two addresses."""
    addresses = {
        "http://127.0.0.1:8000": web,
        "http://127.0.0.1:8001": live,
        "/path/to/mason/.venv/bin/python": sys.executable,
        ".venv/bin/python manage.py": f"{sys.executable} {ROOT / 'manage.py'}",
        "/path/to/mason": str(ROOT),
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return Terminal(folder, addresses, {**environment, "PATH": path})
