"""Items that can be carried out: a repository on disk, agents that are programs, and workers."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from threading import Thread
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus, SubagentType
from backlog.models import BacklogItem, StatusChange
from backlog.prd.document import Criterion, PlannedTask, RequirementsDocument, Wave
from backlog.prd.writing import write
from execution.engine.worker import Worker
from execution.models import Attempt, ExecutionPolicy, ExecutionRun
from execution.services.planning import plan_run
from tests.factories import make_item, make_repository
from tests.git_remotes import GitRemote, make_remote
from tests.processes import TIMEOUT_SECONDS, eventually

EDITING = """
    import pathlib, sys
    prompt = sys.stdin.read()
    task = prompt.split("# Your task: ")[1].split(",")[0] if "# Your task: " in prompt else "fix"
    pathlib.Path(f"done-{task}.txt").write_text(f"{task} by {sys.argv[1]}\\n")
    print(f"Did {task}.")
"""
"""An agent that writes a file for each task."""


@dataclass(frozen=True)
class Place:
    """A connected repository, its remote, and the folder of a worker."""

    repository: GitHubRepository
    remote: GitRemote
    folder: Path
    agent: Path

    def item(
        self, title: str = "Close the files", *, waves: int = 2, tasks: int = 2, **values: Any
    ) -> BacklogItem:
        """An approved item with a PRD of so many waves of so many tasks."""
        return make_item(
            **{
                "repository": self.repository,
                "title": title,
                "status": ItemStatus.APPROVED,
                "prd_content": prd(title, waves, tasks),
                **values,
            }
        )

    def set_policy(self, **values: Any) -> ExecutionPolicy:
        """Have the repository's items executed so."""
        return ExecutionPolicy.objects.create(repository=self.repository, **values)

    def set_agent(self, program: str) -> None:
        """Have the agents run this Python."""
        self.agent.write_text(dedent(program))

    def command(self, name: str, program: str) -> str:
        """A command that runs this Python."""
        file = self.folder.parent / f"{name}.py"
        file.write_text(dedent(program))
        return f"{sys.executable} {file}"

    def note(self, name: str) -> Path:
        """A file outside the worktree, for programs to write to."""
        return self.folder.parent / name

    def plan(self, *items: BacklogItem, repository: GitHubRepository | None = None) -> ExecutionRun:
        """A run over these items, or over all that are approved."""
        return plan_items(repository or self.repository, *items)

    def worker(self, *, at_once: int = 2, run: ExecutionRun | None = None) -> Worker:
        """A worker of this machine."""
        return Worker(self.folder, at_once=at_once, run_id=run.pk if run else None)

    def execute(self, *items: BacklogItem) -> ExecutionRun:
        """Plan a run and work until it has ended."""
        run = self.plan(*items)
        self.worker().run(has_ended(run))
        run.refresh_from_db()
        return run


def make_place(folder: Path, settings: Settings, **values: Any) -> Place:
    """A repository whose agents edit files; every worker's folder is below `folder`."""
    remote = make_remote(folder / "remote.git")
    agent = folder / "agent.py"
    settings.AGENT_COMMAND = f"{sys.executable} {agent} {{subagent}}"
    settings.EXECUTION_AGENT_COMMANDS = {}
    settings.GITHUB_TOKEN = ""
    repository = make_repository(
        github_clone_url=remote.url,
        github_html_url="https://github.example.org/acme/shop",
        **values,
    )
    place = Place(repository, remote, folder / "execution", agent)
    place.set_agent(EDITING)
    return place


def plan_items(repository: GitHubRepository, *items: BacklogItem) -> ExecutionRun:
    """A run over these items of a repository, or over all that are approved."""
    ids = [item.pk for item in items]
    return plan_run(repository=repository, actor=Actor.operator(), item_ids=ids).run


def has_ended(run: ExecutionRun) -> Callable[[], bool]:
    """Tell whether the run has ended by now, or was given a long time to."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    ended = ExecutionRun.objects.filter(pk=run.pk).exclude(completed_at=None)
    return lambda: ended.exists() or time.monotonic() > deadline


def attempt_of(item: BacklogItem) -> Attempt:
    """The newest attempt at an item."""
    return Attempt.objects.filter(item=item).order_by("-created_at")[0]


def messages_of(attempt: Attempt) -> list[str]:
    """What an attempt logged, in order."""
    return list(attempt.lines.order_by("pk").values_list("message", flat=True))


def prd(title: str, waves: int = 2, tasks: int = 2) -> str:
    """A PRD of so many waves of so many tasks."""
    return write(
        RequirementsDocument(
            title=title,
            problem_statement="Files stay open.",
            proposed_solution="Close them.",
            success_criteria=(Criterion("No file stays open."),),
            technical_approach="With blocks.",
            waves=tuple(_wave(number, tasks) for number in range(1, waves + 1)),
            risks="None.",
            out_of_scope="Sockets.",
        )
    )


def _wave(number: int, tasks: int) -> Wave:
    return Wave(
        number,
        f"Part {number}",
        tuple(
            PlannedTask(f"{number}.{task}", SubagentType.GENERAL_PURPOSE, f"Do {number}.{task}")
            for task in range(1, tasks + 1)
        ),
    )


def database_address() -> str:
    """Where programs that psycopg serves find the test's database."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    settings = connection.settings_dict
    given = {name: settings[key] for key, name in {**names, "PORT": "port"}.items()}
    return make_conninfo(**{name: value for name, value in given.items() if value})


def reason_of(item: BacklogItem) -> str | None:
    """What an item's history says of its newest move."""
    return StatusChange.objects.filter(item=item).latest("pk").reason


@contextmanager
def signalled_when(condition: Callable[[], bool], number: signal.Signals) -> Iterator[None]:
    """Send this process a signal in the block, once the condition holds."""

    def send() -> None:
        try:
            eventually(condition)
            os.kill(os.getpid(), number)
        finally:
            connection.close()

    thread = Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        thread.join()
