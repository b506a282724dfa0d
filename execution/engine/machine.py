"""The folder of executions of this machine: its name, and which attempts its processes hold."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from execution.engine.agents import ATTEMPT_VARIABLE, MACHINE_VARIABLE
from execution.engine.git.checkouts import Checkouts
from mason.processes.locks import AlreadyLocked, exclusive, fleeting
from mason.processes.marked import end_marked, marks

NAME: Final = "machine"
NAMING_SECONDS: Final = 10.0


class Machine:
    """A folder that the workers of one machine share.

    While a process holds an attempt it holds a lock here, which the kernel drops when it dies.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be, and give it a name that stays."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._attempts = folder / "attempts"
        self.checkouts = Checkouts(folder)
        self.name = _name_of(folder)

    @contextmanager
    def holding(self, attempt_id: UUID) -> Iterator[bool]:
        """Hold the attempt's lock for the block; False when another process has it."""
        try:
            with fleeting(self._lock(attempt_id)):
                yield True
        except AlreadyLocked:
            yield False

    def is_dead(self, attempt_id: UUID) -> bool:
        """Tell whether no process of this machine holds the attempt any more."""
        with self.holding(attempt_id) as is_free:
            return is_free

    def clean(self) -> None:
        """End the processes and remove the worktrees of attempts that no process holds."""
        for attempt_id in self._begun().union(self.checkouts.left()):
            with self.holding(attempt_id) as is_free:  # nobody begins it meanwhile
                if is_free:
                    self.end_processes(attempt_id)
                    self.checkouts.remove(attempt_id)

    def end_processes(self, attempt_id: UUID) -> None:
        """Kill what runs for the attempt, which the caller holds."""
        end_marked(ATTEMPT_VARIABLE, str(attempt_id).__eq__, beside=self._mark)

    def _begun(self) -> set[UUID]:
        """The attempts that processes or files of locks are there of."""
        running = marks(ATTEMPT_VARIABLE, beside=self._mark)
        locked = {path.stem for path in self._attempts.glob("*.lock")}
        return set(_uuids(running | locked))

    @property
    def _mark(self) -> dict[str, str]:
        return {MACHINE_VARIABLE: str(self.name)}

    def _lock(self, attempt_id: UUID) -> Path:
        return self._attempts / f"{attempt_id}.lock"


def _uuids(texts: set[str]) -> Iterator[UUID]:
    for text in texts:
        with suppress(ValueError):  # nothing of ours
            yield UUID(text)


def _name_of(folder: Path) -> UUID:
    file = folder / NAME
    with exclusive(folder / f"{NAME}.lock", wait=NAMING_SECONDS):
        if not file.exists():
            unfinished = folder / f"{NAME}.new"
            unfinished.write_text(str(uuid4()))
            unfinished.rename(file)
        return UUID(file.read_text().strip())
