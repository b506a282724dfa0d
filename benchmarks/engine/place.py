"""What is executed: a repository on disk, approved items, and programs that note their times."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accounts.models import GitHubRepository, User
from backlog.choices import Area, ItemStatus, ItemType, SubagentType
from backlog.models import BacklogItem
from backlog.prd.document import Criterion, PlannedTask, RequirementsDocument, Wave
from backlog.prd.writing import write
from execution.models import ExecutionPolicy

_NOTING: Final = """#!/bin/sh
begun=$(date +%s%N)
{command}
code=$?
echo "$begun $(date +%s%N)" >> {notes}/{kind}-$$
exit $code
"""
_AGENT: Final = 'cat > /dev/null; echo "$$ $(date +%s%N)" > "made-$$.txt"'
_TASKS_OF_A_WAVE: Final = 2
_WAVES: Final = 2


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds in which a program of each kind ran for some attempt; at once counts as often."""

    git: float
    agents: float
    validations: float


class Place:
    """A folder with the remote, the programs and their notes, for items of one repository."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._notes = folder / "notes"
        self._programs = folder / "programs"
        self._notes.mkdir()
        self._programs.mkdir()
        self._remote = folder / "remote.git"
        self._make_remote()
        self.agent = self._program("agent", _AGENT)
        self.validation = self._program("validation", "true")
        self._program("git", f'"{shutil.which("git")}" "$@"')

    @property
    def environment(self) -> Mapping[str, str]:
        """What a worker gets: a `git` that notes its times, and no token."""
        path = f"{self._programs}{os.pathsep}{os.environ['PATH']}"
        agent = {"AGENT_COMMAND": str(self.agent), "EXECUTION_AGENT_COMMANDS": "{}"}
        return {**os.environ, "PATH": path, "GITHUB_TOKEN": "", **agent}

    def make_items(self, number: int) -> GitHubRepository:
        """Make a repository with so many approved items, each of 4 tasks and one validation."""
        user, _ = User.objects.get_or_create(github_id="bench", defaults={"github_username": "b"})
        repository = GitHubRepository.objects.create(
            user=user,
            github_repo_id=GitHubRepository.objects.count() + 1,
            github_owner="bench",
            github_name=f"engine-{GitHubRepository.objects.count()}",
            github_full_name=f"bench/engine-{GitHubRepository.objects.count()}",
            github_clone_url=f"file://{self._remote}",
            github_html_url="https://github.example.org/bench/engine",
        )
        ExecutionPolicy.objects.create(
            repository=repository, items_at_once=100, tests_command=str(self.validation)
        )
        BacklogItem.objects.bulk_create(_item(repository, number) for number in range(number))
        return repository

    def take_notes(self) -> Spent:
        """Give what was spent since the last time."""
        spent = Spent(*(self._seconds(kind) for kind in ("git", "agent", "validation")))
        for file in self._notes.iterdir():
            file.unlink()
        return spent

    def _seconds(self, kind: str) -> float:
        lines = [
            line.split()
            for file in self._notes.glob(f"{kind}-*")
            for line in file.read_text().splitlines()
        ]
        return sum(int(ended) - int(begun) for begun, ended in lines) / 1e9

    def _program(self, kind: str, command: str) -> Path:
        file = self._programs / kind
        file.write_text(_NOTING.format(command=command, notes=self._notes, kind=kind))
        file.chmod(0o755)
        return file

    def _make_remote(self) -> None:
        work = self._folder / "work"
        work.mkdir()
        (work / "README.md").write_text("# Example\n")
        for command in (
            ["init", "--quiet", "--initial-branch=main"],
            ["add", "."],
            [*_AUTHOR, "commit", "--quiet", "--message", "First"],
            ["clone", "--quiet", "--bare", ".", str(self._remote)],
        ):
            subprocess.run(["git", *command], cwd=work, check=True)  # noqa: S603, S607


_AUTHOR: Final = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")


def _item(repository: GitHubRepository, number: int) -> BacklogItem:
    return BacklogItem(
        user_id=repository.user_id,
        repository=repository,
        title=f"Item {number}",
        problem="A problem.",
        solution="A solution.",
        area=Area.BACKEND,
        type=ItemType.BACKEND,
        complexity=1,
        impact_score=5,
        effort_score=5,
        status=ItemStatus.APPROVED,
        prd_content=_PRD,
    )


def _wave(number: int) -> Wave:
    tasks = (
        PlannedTask(f"{number}.{task}", SubagentType.GENERAL_PURPOSE, "Do it.")
        for task in range(1, _TASKS_OF_A_WAVE + 1)
    )
    return Wave(number, "Work", tuple(tasks))


_PRD: Final = write(
    RequirementsDocument(
        title="Item",
        problem_statement="A problem.",
        proposed_solution="A solution.",
        success_criteria=(Criterion("It is done."),),
        technical_approach="By doing it.",
        waves=tuple(_wave(number) for number in range(1, _WAVES + 1)),
        risks="None.",
        out_of_scope="All else.",
    )
)
