"""Why a source of suggestions can't be read; each message can be shown to a person as it stands."""

from collections.abc import Sequence
from pathlib import Path


class IntakeError(Exception):
    """A source that can't be read; the message says what is wrong and what would be right."""


class UnreadableFile(IntakeError):
    """The file can't be opened."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} can't be read: {error.strerror or error}.")


class NotSarif(IntakeError):
    """The file isn't SARIF 2.1.0."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} isn't a SARIF 2.1.0 file: {problem}.")


class NotSuggestions(IntakeError):
    """The file breaks the schema of Mason's own suggestions; one line for each problem."""

    def __init__(self, path: Path, schema: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"{path} doesn't follow {schema}:{lines}")


class TooManyGroups(IntakeError):
    """There are more combinations of rule and directory than anybody decides on."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The findings fall into more than {limit:,} groups of rule and directory:"
            " review a part of the checkout, or fewer rules."
        )


class ReviewerFailed(IntakeError):
    """The built-in reviewer couldn't do its work."""


class NotACheckout(IntakeError):
    """The path to review isn't a folder that can be read."""
