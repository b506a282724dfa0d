"""What can go wrong with executions; each message can be shown to a person as it stands."""

from uuid import UUID


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
