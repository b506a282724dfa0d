"""What can go wrong with executions; each message can be shown to a person as it stands."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

REASONS_TOLD: Final = 3


class ExecutionError(Exception):
    """A request that the rules of executions refuse."""


class NotInProgress(ExecutionError):
    """Progress was reported of an item that nobody is carrying out."""

    def __init__(self, item_id: UUID, current: str) -> None:
        self.item_id = item_id
        self.current = current
        super().__init__(
            f"The item {item_id} is {current}, not in_progress: claim or start it first."
        )


class RunConflict(ExecutionError):
    """Another run is carrying the item out."""

    def __init__(self, item_id: UUID) -> None:
        self.item_id = item_id
        super().__init__(
            f"The item {item_id} is being carried out by another run:"
            " its claim was given up or taken over, so stop working on it."
        )


class RemoteRunNotFound(ExecutionError):
    """No remote run of this id is there for whoever asks."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        super().__init__(f"There is no remote execution run {run_id}.")


class RunFinished(ExecutionError):
    """A run that has ended was to be changed."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"The run has ended, as {current}, and doesn't change any more.")


class ContradictingResults(ExecutionError):
    """A run was to end otherwise than its items did."""

    def __init__(self, *, succeeded: int, failed: int, right: str) -> None:
        super().__init__(
            f"{succeeded} of the run's items succeeded and {failed} failed,"
            f" so it can only end as {right} or cancelled."
        )


class BadRows(ExecutionError):
    """Rows of a list that was sent are refused; `rows` says why, by their place from 0."""

    def __init__(self, field: str, rows: Mapping[int, str]) -> None:
        self.field = field
        self.rows = dict(rows)
        first = next(iter(self.rows))
        super().__init__(
            f"{field}.{first}: {self.rows[first]} In all {len(self.rows)} of its rows are refused."
        )


class TooManyRows(ExecutionError):
    """A list that was sent is longer than what is written together."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(f"{field} has too many rows: send at most {limit:,} at once.")


class AttemptNotFound(ExecutionError):
    """No attempt of this id is there for whoever asks."""

    def __init__(self, attempt_id: UUID) -> None:
        self.attempt_id = attempt_id
        super().__init__(f"There is no attempt {attempt_id}.")


class ExecutionRunNotFound(ExecutionError):
    """No local run of this id is there."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        super().__init__(f"There is no execution run {run_id}.")


class AttemptEnded(ExecutionError):
    """An attempt that has ended was to be cancelled."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"The attempt has ended, as {current}: there is nothing to cancel.")


class AttemptLost(ExecutionError):
    """A start of an attempt wrote after another one had taken its place."""

    def __init__(self) -> None:
        super().__init__("Another worker has taken the attempt over, or it has ended.")


class NoCloneAddress(ExecutionError):
    """Items of a repository were to be executed that git can't clone from anywhere."""

    def __init__(self, repository: str) -> None:
        super().__init__(
            f"{repository} has no address that git can clone: set its clone URL in the admin,"
            " under Repositories."
        )


class NothingToExecute(ExecutionError):
    """None of the items that were asked for can be executed."""

    def __init__(self, repository: str, reasons: Sequence[str]) -> None:
        told = list(dict.fromkeys(reasons))[:REASONS_TOLD]
        why = f": {'; '.join(told)}" if told else ": none is approved"
        super().__init__(f"No item of {repository} can be executed{why}.")


class BadStreamToken(ExecutionError):
    """A stream was asked for with a token that isn't ours, or with an old one."""

    def __init__(self) -> None:
        super().__init__(
            "The token of this stream is over or isn't one of Mason's:"
            " ask /api/v1/execution-progress/stream, which leads to a new one."
        )


class ExecutionSettingsNotAllowed(ExecutionError):
    """Somebody who is no administrator was to change how items are executed."""

    def __init__(self) -> None:
        super().__init__(
            "Only an administrator may change how a repository's items are executed:"
            " its commands run on Mason's machine."
        )


class WrongExecutionSetting(ExecutionError):
    """A setting of how items are executed that can't be; names it and what would be right."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}.")
