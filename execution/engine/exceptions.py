"""Why an attempt doesn't go on; each message can be shown to a person as it stands."""

from datetime import UTC, datetime, timedelta


class EngineError(Exception):
    """Something that an attempt needs can't be had."""


class Stopped(EngineError):
    """The attempt is to end."""

    def __init__(self) -> None:
        super().__init__("The attempt was stopped.")


class GitHubError(EngineError):
    """GitHub doesn't do what it was asked."""


class GitHubRefused(GitHubError):
    """GitHub says no, and will until a person changes something."""


class PassingGitHubError(GitHubError):
    """GitHub can't be asked now; `seconds` is how long it wants to be left alone at least."""

    seconds: float = 0.0


class GitHubUnreachable(PassingGitHubError):
    """GitHub gives no answer, or none that means something."""


class RateLimited(PassingGitHubError):
    """GitHub answers this token nothing before `until`, a time in UTC."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until = datetime.now(UTC) + timedelta(seconds=seconds)
        super().__init__(
            f"GitHub's rate limit for GITHUB_TOKEN is used up until {self.until:%Y-%m-%d %H:%M:%S}"
            " UTC: try again then."
        )


class ExecutionFailed(EngineError):
    """An item can't be carried out as it is: its attempt fails."""
