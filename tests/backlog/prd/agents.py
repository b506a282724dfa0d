"""A real program that answers like a command line agent: what it is told to, in turn."""

import json
import sys
from pathlib import Path

from backlog.assistants.command_line import CommandLineAgent

_PROGRAM = """
import json, os, pathlib, sys
here = pathlib.Path(sys.argv[1])
asked = here / "asked.json"
prompts = json.loads(asked.read_text()) if asked.exists() else []
prompts.append({"prompt": sys.stdin.read(), "folder": os.getcwd(), "files": sorted(os.listdir())})
asked.write_text(json.dumps(prompts))
answers = json.loads((here / "answers.json").read_text())
answer = answers[min(len(prompts), len(answers)) - 1]
waits = here / "waits"
if waits.exists():
    (here / "started").touch()
    with open(waits) as until:
        until.read()
if answer is None:
    sys.exit("out of order")
sys.stdout.write(answer)
"""


class ScriptedAgent:
    """Answers in turn, the last answer again and again; None fails. Remembers what it was asked."""

    def __init__(self, folder: Path, *answers: str | None) -> None:
        self.folder = folder
        self.program = folder / "scripted-agent"
        self.program.write_text(_PROGRAM)
        (folder / "answers.json").write_text(json.dumps(answers))

    @property
    def command(self) -> list[str]:
        return [sys.executable, str(self.program), str(self.folder)]

    @property
    def assistant(self) -> CommandLineAgent:
        return CommandLineAgent(self.command, timeout=30)

    @property
    def asked(self) -> list[dict[str, str]]:
        asked = self.folder / "asked.json"
        return json.loads(asked.read_text()) if asked.exists() else []
