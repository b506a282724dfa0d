"""Items whose execution is held at a point, and workers that are processes, to be killed there.

The title of an item says at which point it is held, and each point is a repository of its own. What
comes to a point writes a file that says so (with its process, where it is a program), and goes on
when the gates are open.
"""

import os
import signal
import subprocess
import sys
import time
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
from tests.git_remotes import GitRemote, make_remote
from tests.github_server import Answer, GitHub, GitHubHandler, Happening, Repository
from tests.processes import ROOT, clean_environment, descendants, eventually

PATIENT_SECONDS = 20
"""The silence that costs a worker its attempts, where a test isn't about it."""
_GATES = """
    point() {
        read -r _ folder < .git
        read -r _ ref < "$folder/HEAD"
        ref=${ref##*/held-at-}
        echo "${ref%-*}"
    }
    reach() {
        [ "$1" = "$(point)" ] && [ ! -e GATES/open ] || return 0
        echo $$ > GATES/$1.new
        mv GATES/$1.new GATES/$1
        while [ ! -e GATES/open ]; do sleep 0.05; done
    }
"""
_AGENT = """
    . GATES/gates.sh
    case $(cat) in
        *"# Your task: 1."*) step=wave-1 ;;
        *"# Your task: 2."*) step=wave-2 ;;
        *) step=fix ;;
    esac
    echo "$(point) $step" >> GATES/calls
    reach $step
    echo "$step" > $step.txt
    echo "Did $step."
"""
_SETUP = """
    . GATES/gates.sh
    reach setup
"""
_VALIDATION = """
    . GATES/gates.sh
    reach validation
    if [ "$(point)" = fix ] && [ ! -e fix.txt ]; then exit 1; fi
    if [ "$(point)" = commit ] && [ ! -e GATES/open ]; then
        mkfifo .gitignore  # git will wait for what it says
        echo "$PWD/.gitignore" > GATES/commit.new
        mv GATES/commit.new GATES/commit
    fi
"""
_HOOK = """
    while read -r _ _ ref; do
        case $ref in refs/heads/mason/held-at-push-*)
            [ -e GATES/open ] || echo $$ > GATES/push
            while [ ! -e GATES/open ]; do sleep 0.05; done
        esac
    done
"""


@dataclass(frozen=True)
class Gates:
    """Where the points are, as files in a folder."""

    folder: Path

    def reach(self, point: str) -> None:
        """Come to a point; doesn't wait."""
        (self.folder / point).touch()

    def is_reached(self, point: str) -> bool:
        return (self.folder / point).exists()

    def pid(self, point: str) -> int:
        """The program that has come to the point."""
        return int((self.folder / point).read_text())

    def open(self) -> None:
        """Let everything go on, and hold nothing any more."""
        self.reach("open")

    def wait(self, point: str = "open") -> None:
        eventually(lambda: self.is_reached(point))

    def calls(self, point: str) -> list[str]:
        """The agents that were called for the item of this point."""
        file = self.folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.partition(" ")[2] for line in lines if line.startswith(f"{point} ")]

    def script(self, name: str, text: str) -> str:
        """Make a shell script and give the command that runs it."""
        file = self.folder / name
        file.write_text(dedent(text).replace("GATES", str(self.folder)))
        return f"sh {file}"


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
        full_name = f"acme/{point}"
        remote = remote or self.remote
        self.github.accepts_any_branch = True
        self.github.add(full_name)
        repository = make_repository(github_full_name=full_name, github_clone_url=remote.url)
        ExecutionPolicy.objects.create(repository=repository, **{**self.policy, **policy})
        title = f"Held at {point}"
        item = make_item(
            repository=repository, title=title, status="approved", prd_content=prd(title, 2, 1)
        )
        return Held(point, repository, remote, item, plan_items(repository, item))

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
    ) -> Iterator["WorkerProcess"]:
        """Run `manage.py worker` for the block."""
        with self.manage("worker", f"--at-once={at_once}", machine=machine, **changes) as process:
            yield process

    @contextmanager
    def manage(
        self, *arguments: str, machine: str = "execution", **changes: str
    ) -> Iterator["WorkerProcess"]:
        """Run a command for the block; what is left of it in the end is killed."""
        output = self.folder / f"output-{time.monotonic_ns()}"
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", _WITH_SIGINT, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment(machine, **changes),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        worker = WorkerProcess(process, output)
        try:
            yield worker
        finally:
            worker.kill_all()

    def processes(self, worker: "WorkerProcess") -> list[str]:
        """The worker's own process, as `leftovers` names it."""
        arguments = Path(f"/proc/{worker.process.pid}/cmdline").read_bytes()
        return [f"{worker.process.pid} {arguments.decode().replace(chr(0), ' ')}"]

    def leftovers(self, machine: str = "execution") -> list[str]:
        """Processes that have to do with this machine's folder, and files of attempts in it."""
        folder = self.folder / machine
        files = [*(folder / "worktrees").iterdir(), *(folder / "attempts").glob("*")]
        return sorted([*map(str, files), *_processes_about(str(folder))])


# A test session in the background ignores Ctrl-C, and its children would inherit that.
_WITH_SIGINT = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@dataclass
class WorkerProcess:
    """A started command and what it says."""

    process: subprocess.Popen[bytes]
    output_file: Path

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def kill(self) -> None:
        """Kill the process alone."""
        self.process.kill()
        self.process.wait()

    def kill_all(self) -> None:
        """Kill the process and all that came of it, as the end of the machine does."""
        if self.process.poll() is not None:
            return
        below = descendants(self.process.pid)
        for pid in (self.process.pid, *below):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def make_scene(folder: Path, github: GitHub) -> Scene:
    """Make what there is around the workers, all below the folder."""
    gates = Gates(folder / "gates")
    gates.folder.mkdir()
    gates.script("gates.sh", _GATES)
    remote = make_remote(folder / "remote.git")
    remote.add_hook("pre-receive", dedent(_HOOK).replace("GATES", str(gates.folder)))
    policy = {
        "setup_command": gates.script("setup.sh", _SETUP),
        "tests_command": gates.script("validation.sh", _VALIDATION),
    }
    return Scene(folder, github, gates, remote, gates.script("agent.sh", _AGENT), policy)


@contextmanager
def held_by_a_pipe(remote: GitRemote) -> Iterator[Callable[[], bool]]:
    """Have git stand still as soon as it comes to the remote, during the block.

    Gives whether it has come.
    """
    head = remote.path / "HEAD"
    text = head.read_bytes()
    head.unlink()
    os.mkfifo(head)
    with pipe_that_says_nothing(head) as is_read:
        yield is_read
        whole = head.with_name("HEAD.whole")
        whole.write_bytes(text)
        whole.rename(head)


@contextmanager
def pipe_that_says_nothing(path: Path) -> Iterator[Callable[[], bool]]:
    """Keep who reads a named pipe waiting during the block; gives whether anybody does."""
    writing: list[int] = []

    def is_read() -> bool:
        try:
            writing.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return bool(writing)
        return True

    try:
        yield is_read
    finally:
        for descriptor in writing:
            os.close(descriptor)


def _carries_out(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
    handler.send(*carry_out())


def _processes_about(text: str) -> Iterator[str]:
    """The command lines of processes whose environment or arguments speak of it."""
    wanted = os.fsencode(text)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                arguments = (folder / "cmdline").read_bytes()
                environment = (folder / "environ").read_bytes()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            if wanted in arguments or wanted in environment:
                yield f"{folder.name} {arguments.decode().replace(chr(0), ' ')}"
