"""Items whose execution is held at a point, and workers that are processes, to be killed there.

The title of an item says at which point it is held, and each point is a repository of its own. What
comes to a point writes a file that says so (with its process, where it is a program), and goes on
when the gates are open.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from textwrap import dedent

from django.conf import settings
from django.db import connection

from accounts.models import GitHubRepository
from backlog.models import BacklogItem
from execution.models import ExecutionPolicy, ExecutionRun
from tests.executing import plan_items, prd
from tests.factories import make_item, make_repository
from tests.gates import AGENT, GATES, HOOK, SETUP, VALIDATION, Gates
from tests.git_remotes import GitRemote, make_remote
from tests.github_server import Answer, GitHub, GitHubHandler, Happening, Repository
from tests.processes import clean_environment
from tests.worker_processes import WorkerProcess, managed, processes_about, processes_in, readable

PATIENT_SECONDS = 20
"""The silence that costs a worker its attempts, where a test isn't about it."""


@dataclass(frozen=True)
class Held:
    """An item that is held at a point, its run, and its repository's remote."""

    point: str
    repository: GitHubRepository
    remote: GitRemote
    item: BacklogItem
    run: ExecutionRun


@dataclass
class Scene:
    """A remote, a GitHub and gates; `folder` also holds the folders of workers."""

    folder: Path
    github: GitHub
    gates: Gates
    remote: GitRemote
    agent: str
    policy: dict[str, object] = field(default_factory=dict)

    def hold(self, point: str, remote: GitRemote | None = None, **policy: object) -> Held:
        """Plan a run of one item that is to be held at this point."""
        item = self.approve(point, remote, **policy)
        repository = item.repository
        assert repository is not None
        return Held(point, repository, remote or self.remote, item, plan_items(repository, item))

    def approve(self, point: str, remote: GitRemote | None = None, **policy: object) -> BacklogItem:
        """Make an approved item that is to be held at this point."""
        full_name = f"acme/{point}"
        address = (remote or self.remote).url
        self.github.accepts_any_branch = True
        self.github.add(full_name)
        repository = make_repository(github_full_name=full_name, github_clone_url=address)
        ExecutionPolicy.objects.create(repository=repository, **{**self.policy, **policy})
        title = f"Held at {point}"
        return make_item(
            repository=repository, title=title, status="approved", prd_content=prd(title, 2, 1)
        )

    def repository_of(self, held: "Held") -> Repository:
        """What GitHub has of the item's repository."""
        name = held.repository.github_full_name
        return next(one for one in self.github.repositories if one.full_name == name)

    def answer(self, point: str, happening: Happening, method: str) -> None:
        """Have this happen at GitHub at requests about the repository of a point, when closed."""

        def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
            is_about = handler.path.startswith(f"/repos/acme/{point}")
            if is_about and not self.gates.is_reached("open"):
                happening(handler, carry_out)
            else:
                previous(handler, carry_out)

        queue = self.github.next_answers[method]
        previous = queue[0] if queue else _carries_out
        self.github.next_answers[method] = deque([happen] * 1_000)

    def is_git_waiting(self) -> bool:
        """Whether git reads the files of the item of `commit`, where it stands still."""
        if not self.gates.is_reached("commit"):
            return False
        folder = (self.gates.folder / "commit").read_text().strip()
        return any("git ls-files" in line for line in processes_in(folder))

    def hold_requests(self) -> None:
        """Hold the requests about these points at GitHub: before one that was pushed is asked for,
        before a pull request is made, and when it is made. All go on when the gates are open.
        """

        def before(handler: GitHubHandler, carry_out: Callable[[], Answer], point: str) -> None:
            self.gates.reach(point)
            self.gates.wait()
            handler.send(*carry_out())

        def after(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
            answer = carry_out()
            self.gates.reach("made")
            self.gates.wait()
            handler.send(*answer)

        self.answer("pushed", partial(before, point="pushed"), "GET")
        self.answer("asked", partial(before, point="asked"), "POST")
        self.answer("made", after, "POST")

    def late(self, handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        """What happens at a request that is held until `answer` is reached."""
        self.gates.reach("answered")
        self.gates.wait("answer")
        handler.send(*carry_out())

    def environment(self, machine: str = "execution", **changes: str) -> dict[str, str]:
        """What a worker of this machine, a folder, is started with."""
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        return clean_environment(
            **{
                "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
                "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
                "EXECUTION_DIR": str(self.folder / machine),
                "EXECUTION_SILENT_SECONDS": str(PATIENT_SECONDS),
                "AGENT_COMMAND": self.agent,
                "GITHUB_TOKEN": self.github.token,
                "GITHUB_API_URL": self.github.url,
                **changes,
            }
        )

    @contextmanager
    def worker(
        self, machine: str = "execution", *, at_once: int = 12, **changes: str
    ) -> Iterator[WorkerProcess]:
        """Run `manage.py worker` for the block."""
        with self.manage("worker", f"--at-once={at_once}", machine=machine, **changes) as process:
            yield process

    @contextmanager
    def manage(
        self, *arguments: str, machine: str = "execution", **changes: str
    ) -> Iterator[WorkerProcess]:
        """Run a command for the block; what is left of it in the end is killed."""
        environment = self.environment(machine, **changes)
        with managed(self.folder, *arguments, environment=environment) as process:
            yield process

    def processes(self, worker: WorkerProcess) -> list[str]:
        """The worker's own process, as `leftovers` names it."""
        arguments = Path(f"/proc/{worker.process.pid}/cmdline").read_bytes()
        return [f"{worker.process.pid} {readable(arguments)}"]

    def leftovers(self, machine: str = "execution") -> list[str]:
        """Processes that have to do with this machine's folder, and files of attempts in it."""
        folder = self.folder / machine
        files = [*(folder / "worktrees").iterdir(), *(folder / "attempts").glob("*")]
        return sorted([*map(str, files), *processes_about(str(folder))])


def make_scene(folder: Path, github: GitHub) -> Scene:
    """Make what there is around the workers, all below the folder."""
    gates = Gates(folder / "gates")
    gates.folder.mkdir()
    gates.script("gates.sh", GATES)
    remote = make_remote(folder / "remote.git")
    remote.add_hook("pre-receive", dedent(HOOK).replace("GATES", str(gates.folder)))
    policy: dict[str, object] = {
        "setup_command": gates.script("setup.sh", SETUP),
        "tests_command": gates.script("validation.sh", VALIDATION),
    }
    return Scene(folder, github, gates, remote, gates.script("agent.sh", AGENT), policy)


@contextmanager
def held_by_a_pipe(remote: GitRemote) -> Iterator[Callable[[], bool]]:
    """Have git stand still as soon as it comes to the remote, during the block.

    Gives whether it has come.
    """
    head = remote.path / "HEAD"
    text = head.read_bytes()
    head.unlink()
    os.mkfifo(head)
    writing: list[int] = []

    def has_come() -> bool:
        """While the pipe is open who reads it waits for what it says."""
        try:
            writing.append(os.open(head, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # nobody reads it
            return bool(writing)
        return True

    try:
        yield has_come
    finally:
        whole = head.with_name("HEAD.whole")
        whole.write_bytes(text)
        whole.rename(head)
        for descriptor in writing:
            os.close(descriptor)


def _carries_out(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
    handler.send(*carry_out())
