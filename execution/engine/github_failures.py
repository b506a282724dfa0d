"""What an error of githubkit means, as an error of the domain; none repeats the token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from githubkit.exception import (
    GitHubException,
    RateLimitExceeded,
    RequestFailed,
    RequestTimeout,
)

from backlog.intake.wording import cleaned, one_line, shortened
from execution.engine.exceptions import GitHubError, GitHubRefused, GitHubUnreachable, RateLimited

LONGEST_MESSAGE: Final = 300
"""Characters that are quoted of what GitHub says."""
UNTOLD_WAIT: Final = 60.0
"""Seconds to wait at a rate limit that doesn't say how long, as GitHub asks for."""
LONGEST_WAIT: Final = 7 * 86_400.0
"""Seconds that are believed; GitHub's limits are by the hour."""

ALREADY_THERE: Final = "a pull request already exists"
NEEDED_RIGHTS: Final = (
    'for a fine-grained token "Contents" and "Pull requests" with read and write,'
    ' for a classic one the scope "repo"'
)
_PASSING: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for when GitHub failed; `timeout` is in seconds."""

    full_name: str
    base_url: str
    timeout: float
    secret: str = field(repr=False)

    def failure(self, error: GitHubException | ValueError | ArithmeticError) -> GitHubError:
        """Say what an error of githubkit means."""
        if isinstance(error, RateLimitExceeded):
            return _rate_limited(error.retry_after.total_seconds())
        if isinstance(error, RequestFailed):
            return self._of_response(error.response)
        if isinstance(error, RequestTimeout):
            seconds = f"{self.timeout:g} s"
            return GitHubUnreachable(f"GitHub gave no answer in {seconds}: try again later.")
        if isinstance(error, GitHubException):
            return self.unreachable()
        # githubkit reads the headers of rate limits as numbers that a date can be made of.
        return RateLimited(UNTOLD_WAIT)

    def unreachable(self) -> GitHubUnreachable:
        """Say that the connection failed."""
        return GitHubUnreachable(
            f"GitHub can't be reached at {self.base_url}, or broke off: try again later,"
            " or correct GITHUB_API_URL."
        )

    def unreadable(self) -> GitHubUnreachable:
        """Say that what answers isn't the API that is expected."""
        return GitHubUnreachable(
            f"What answers at {self.base_url} doesn't speak GitHub's API: correct GITHUB_API_URL."
        )

    def moved(self) -> GitHubUnreachable:
        """Say that the repository has another address since it was looked up."""
        return GitHubUnreachable(f"{self.full_name} has just moved at GitHub: try again.")

    def _of_response(self, response: Any) -> GitHubError:
        status, message = response.status_code, self._message(response)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
            return GitHubUnreachable(f"GitHub failed ({status}){message} Try again later.")
        if status == HTTPStatus.TOO_MANY_REQUESTS or _tells_of_limit(status, message):
            return RateLimited(UNTOLD_WAIT)
        if status == HTTPStatus.UNPROCESSABLE_ENTITY and ALREADY_THERE in message.lower():
            return GitHubUnreachable(
                f"GitHub doesn't list a pull request that it has{message} Try again later."
            )
        return GitHubRefused(self._refusal(status, message, response.headers))

    def _refusal(self, status: int, message: str, headers: Mapping[str, str]) -> str:
        name = self.full_name
        match status:
            case HTTPStatus.UNAUTHORIZED:
                return (
                    "GitHub doesn't accept GITHUB_TOKEN (401): it is wrong, expired or revoked."
                    " Set another one."
                )
            case HTTPStatus.FORBIDDEN:
                return (
                    f"GITHUB_TOKEN may not do that in {name} (403){message}"
                    f"{_needed(headers)} Give it the rights: {NEEDED_RIGHTS}."
                )
            case HTTPStatus.NOT_FOUND:
                return (
                    f"GITHUB_TOKEN sees no repository {name} (404), or may not write there:"
                    f" correct the name, or give it the rights: {NEEDED_RIGHTS}."
                )
            case HTTPStatus.UNPROCESSABLE_ENTITY:
                return f"GitHub refuses the pull request in {name} (422){message}"
        return f"GitHub refuses to open a pull request in {name} ({status}){message}"

    def _message(self, response: Any) -> str:
        """What GitHub says, as the end of a sentence."""
        said = one_line(cleaned("; ".join(_sayings(response))))
        told = said.replace(self.secret, "…") if self.secret else said
        quoted = shortened(told, LONGEST_MESSAGE).rstrip(".")
        return f": {quoted}." if quoted else "."


def _rate_limited(seconds: float) -> RateLimited:
    return RateLimited(min(max(seconds, 0.0), LONGEST_WAIT))


def _tells_of_limit(status: int, message: str) -> bool:
    """Whether a refusal is a secondary rate limit, which may come without its headers."""
    return status == HTTPStatus.FORBIDDEN and "secondary rate limit" in message.lower()


def _needed(headers: Mapping[str, str]) -> str:
    """The rights that GitHub names in a header, which it does for fine-grained tokens."""
    named = headers.get("x-accepted-github-permissions", "")
    return (
        f" It needs {shortened(named, LONGEST_MESSAGE)}." if named.isprintable() and named else ""
    )


def _sayings(response: Any) -> list[str]:
    """GitHub's message and those of its errors, or nothing of an answer of another form."""
    try:
        document = response.json()
    except ValueError:
        return []
    if not isinstance(document, dict):
        return []
    errors = document.get("errors")
    sayings = [document.get("message"), *map(_saying, errors if isinstance(errors, list) else [])]
    return [saying for saying in sayings if isinstance(saying, str) and saying]


def _saying(error: object) -> object:
    if not isinstance(error, dict):
        return error
    if error.get("message"):
        return error["message"]
    return f"{error.get('field')} is {error.get('code')}"
