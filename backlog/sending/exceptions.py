"""Why nothing of a checkout can be sent; each message can be shown to a person as it stands."""

from pathlib import Path

from backlog.intake.exceptions import IntakeError


class NothingToSend(IntakeError):
    """No file is left that may be sent."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} has no file that may be sent: add --dry-run to see why each is left out."
        )


class NotTracked(IntakeError):
    """Without git nobody said what belongs to the project."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} isn't in a git repository (or git isn't installed), and only files that git"
            " tracks are sent: git init and git add what shall be reviewed."
        )
