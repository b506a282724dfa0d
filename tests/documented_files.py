"""Files and commands that a document of operation shows, by their paths and headings."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.processes import ROOT, TIMEOUT_SECONDS

_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`(/[^`\s]+)`")


def document(name: str) -> str:
    """Give the text of a document in docs/."""
    return (ROOT / "docs" / name).read_text()


def files_of(text: str) -> dict[str, str]:
    """Give the files that the document shows, each by the last path that is named before it."""
    return {
        paths[-1]: found["text"]
        for found in _BLOCK.finditer(text)
        if (paths := _PATH.findall(_paragraph_before(text, found.start())))
    }


def blocks_of(text: str, language: str) -> list[str]:
    """Give the blocks of a language in order."""
    return [found["text"] for found in _BLOCK.finditer(text) if found["language"] == language]


def part(text: str, title: str) -> str:
    """Give what stands below a heading of any level, up to the next of that level or above."""
    outside = _BLOCK.sub(lambda block: block[0].replace("#", " "), text)
    heading = re.search(rf"^(#+) {re.escape(title)}$", outside, re.MULTILINE)
    assert heading is not None, f"no heading {title}"
    next_one = re.compile(rf"^#{{1,{len(heading[1])}}} ", re.MULTILINE)
    following = next_one.search(outside, heading.end())
    return text[heading.end() : following.start() if following else None]


def run_documented(
    script: str, replaced: Mapping[str, str], *, folder: Path, environment: Mapping[str, str]
) -> str:
    """Run commands with what is given in the place of what stands there; give what they print."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", put_in(script, replaced)],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=2 * TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def put_in(text: str, replaced: Mapping[str, str]) -> str:
    """Give the text with these things in the place of those that the document names."""
    for documented, real in replaced.items():
        text = text.replace(documented, real)
    return text


def settings_of(text: str) -> Iterator[tuple[str, str]]:
    """Give the names and values of a file of settings."""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        yield name, value


def _paragraph_before(text: str, position: int) -> str:
    before = text[:position]
    return before[max(before.rfind("\n\n"), before.rfind("```\n"), 0) :]
