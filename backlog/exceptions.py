"""What can go wrong with the backlog; each message can be shown to a person as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


class BacklogError(Exception):
    """A request that the backlog's rules refuse."""

    @property
    def reason(self) -> str:
        """Why, in words that are the same for each row that is refused so."""
        return str(self)


class ItemNotFound(BacklogError):
    """No backlog item of this id is there for whoever asks."""

    def __init__(self, item_id: UUID) -> None:
        self.item_id = item_id
        super().__init__(f"There is no backlog item {item_id}.")

    @property
    def reason(self) -> str:
        """Why, without the id."""
        return "There is no such backlog item."


class FilteredItemNotFound(BacklogError):
    """No filtered item of this id is there for whoever asks."""

    def __init__(self, filtered_item_id: UUID) -> None:
        self.filtered_item_id = filtered_item_id
        super().__init__(f"There is no filtered item {filtered_item_id}.")

    @property
    def reason(self) -> str:
        """Why, without the id."""
        return "There is no such filtered item."


class TransitionConflict(BacklogError):
    """The item's status isn't one that the move may start from, or not the one that was seen."""

    def __init__(self, *, current: str, target: str, allowed: Sequence[str]) -> None:
        self.current = current
        self.target = target
        self.allowed = tuple(allowed)
        may = f"may become {', '.join(self.allowed)}" if allowed else "can't be moved by a decision"
        super().__init__(f"The item is {current} and can't become {target} now; it {may}.")


class DecisionNotAllowed(BacklogError):
    """Somebody who isn't a curator tried to decide."""

    def __init__(self) -> None:
        super().__init__(
            "Only a curator may approve, defer, reject, reopen or restore; an API key can't."
        )


class EditingNotAllowed(BacklogError):
    """Somebody who isn't a curator tried to write what an item says."""

    def __init__(self) -> None:
        super().__init__("Only a curator may add or edit items here; an API key can't.")


class NothingToUndo(BacklogError):
    """The operation decided about nothing that is still there."""

    def __init__(self, operation_id: UUID) -> None:
        self.operation_id = operation_id
        super().__init__(f"There is no decision {operation_id} that could be undone.")


class MovedOn(BacklogError):
    """Something happened to the item after the decision that is to be undone."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"It has moved on since: it is {current.replace('_', ' ')} now.")


class AlreadyUndone(BacklogError):
    """The decision was taken back before."""

    def __init__(self) -> None:
        super().__init__("The decision was undone before.")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A column that changed while somebody edited it: its value now, and theirs; as text."""

    current: str
    yours: str


class EditConflict(BacklogError):
    """Columns that somebody edited were changed by somebody else meanwhile."""

    def __init__(self, conflicts: Mapping[str, FieldConflict]) -> None:
        self.conflicts = dict(conflicts)
        names = ", ".join(name.replace("_", " ") for name in self.conflicts)
        super().__init__(f"Changed meanwhile by somebody else, so nothing was saved: {names}.")


class AlreadyRestored(BacklogError):
    """The filtered item was restored before."""

    def __init__(self, filtered_item_id: UUID) -> None:
        self.filtered_item_id = filtered_item_id
        super().__init__(f"The filtered item {filtered_item_id} has already been restored.")

    @property
    def reason(self) -> str:
        """Why, without the id."""
        return "Already restored."


class NotRestorable(BacklogError):
    """The filtered item holds values that a backlog item may not have."""

    def __init__(self, filtered_item_id: UUID, problems: Sequence[str]) -> None:
        self.filtered_item_id = filtered_item_id
        self.problems = tuple(problems)
        self._listed = "; ".join(problem.rstrip(".") for problem in self.problems)
        super().__init__(
            f"The filtered item {filtered_item_id} can't become a backlog item: {self._listed}."
        )

    @property
    def reason(self) -> str:
        """Why, without the id."""
        return f"Not fit for the backlog: {self._listed}."


class MissingValue(BacklogError):
    """A text that the move needs is empty."""

    def __init__(self, field: str, expected: str) -> None:
        self.field = field
        super().__init__(f"{field} is missing: give {expected}.")


class ValueTooLong(BacklogError):
    """A text is longer than what is kept of it."""

    def __init__(self, field: str, limit: int) -> None:
        self.field = field
        super().__init__(f"{field} is too long: give at most {limit:,} characters.")


class TooManyItems(BacklogError):
    """A decision names more items than are locked together."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"A decision is about at most {limit:,} items: filter the list further.")


class ViewNotFound(BacklogError):
    """The person has no saved view of this id."""

    def __init__(self) -> None:
        super().__init__("You have no such saved view.")


class ViewExists(BacklogError):
    """The person has a saved view of this name already, of another list."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"You have a view “{name}” already: replace it, or give another name.")


class TooManyViews(BacklogError):
    """The person has as many saved views as anybody may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} saved views, which is the most: delete one first.")


class UnknownMode(BacklogError):
    """A review was asked for in a mode that doesn't exist."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(f"There is no review mode “{name}”; the modes are {', '.join(known)}.")


class AnalysisRunNotFound(BacklogError):
    """No analysis run of this id is there for whoever asks."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        super().__init__(f"There is no analysis run {run_id}.")


class AnalysisRunEnded(BacklogError):
    """The analysis run isn't in progress any more."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"The analysis run is {current}, not in progress: start another one.")


class NoRepository(BacklogError):
    """The analysis run belongs to no repository, so nothing can be added to its backlog."""

    def __init__(self) -> None:
        super().__init__(
            "The analysis run belongs to no repository: start another one, with a repository_id."
        )


class TooManySuggestions(BacklogError):
    """A batch has more suggestions than are stored together."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"A batch has at most {limit:,} suggestions: submit several batches.")


class SuggestionNotFound(BacklogError):
    """Neither an item nor a filtered item has this id."""

    def __init__(self, row_id: UUID) -> None:
        self.row_id = row_id
        super().__init__(f"There is no backlog item and no filtered item {row_id}.")


class WrongSetting(BacklogError):
    """A setting of the filter that can't be; names the field and what would be right."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}.")


class PatternBlocked(BacklogError):
    """The pattern is on the repository's blocklist already."""

    def __init__(self, pattern: str) -> None:
        super().__init__(f"“{pattern}” is on the blocklist already: change it there.")


class PatternNotFound(BacklogError):
    """No pattern in force has this id."""

    def __init__(self, pattern_id: UUID) -> None:
        super().__init__(f"There is no pattern {pattern_id} on the blocklist.")


class PolicyConflict(BacklogError):
    """Somebody else set the filter since the draft was begun."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has set this repository's filter in the meantime: look at it again."
        )


class UnreadablePRD(BacklogError):
    """A requirements document that doesn't follow the grammar; `problems` name the lines."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"The PRD can't be executed as it is: {'; '.join(self.problems)}.")


class EditedPRD(BacklogError):
    """The item has a PRD that Mason didn't write, or that was edited since."""

    def __init__(self) -> None:
        super().__init__(
            "The item's PRD was edited, or somebody else wrote it, and isn't overwritten: empty it"
            " in the admin first to have one generated."
        )


class PRDNotGenerated(BacklogError):
    """The assistant can't be asked, failed, or gave no PRD that can be executed."""

    def __init__(self, why: str) -> None:
        super().__init__(f"No PRD was written. {why}")


class AssistantBusy(BacklogError):
    """As many PRDs as may be are being generated."""

    def __init__(self, at_once: int) -> None:
        super().__init__(
            f"The assistant writes {at_once} PRDs now, and no more at once: try again soon."
        )
