"""GitHub's API through githubkit. Importing this takes half a second."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from githubkit import GitHub, TokenAuthStrategy
from githubkit.exception import GitHubException

from execution.engine.github_failures import Asked

PAGE_SIZE: Final = 100
API_HEADERS: Final = {"X-GitHub-Api-Version": "2022-11-28"}
"""A version that GitHub Enterprise Server knows as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A pull request at GitHub; `source` is the full name of its head's repository, if it is."""

    url: str
    number: int
    is_open: bool
    head: str
    source: str | None

    def is_of(self, full_name: str, head: str) -> bool:
        """Tell whether it is from this branch of this repository itself."""
        return self.head == head and (self.source or "").lower() == full_name.lower()


class GitHubAPI:
    """Asks once each time, and reads nothing from a cache; `timeout` is in seconds.

    Every method raises GitHubRefused, RateLimited or GitHubUnreachable.
    """

    def __init__(self, *, token: str, base_url: str, timeout: float) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout

    def current_name(self, full_name: str) -> str:
        """Give the full name that a repository has now, should it have been renamed or moved."""
        owner, _, name = full_name.partition("/")
        return self._asked(
            full_name,
            lambda github: github.rest.repos.get(owner, name, headers=API_HEADERS),
            lambda document: _text(document["full_name"]),
        )

    def pull_requests(self, full_name: str, *, head: str, page: int) -> list[Listed]:
        """Give a page of PAGE_SIZE, from 1, of those in any state from the branch, newest first.

        Servers that don't know the filter give others as well.
        """
        owner, _, name = full_name.partition("/")
        return self._asked(
            full_name,
            lambda github: github.rest.pulls.list(
                owner,
                name,
                state="all",
                head=f"{owner}:{head}",
                per_page=PAGE_SIZE,
                page=page,
                headers=API_HEADERS,
            ),
            lambda documents: [_listed(document) for document in documents],
        )

    def create(self, full_name: str, *, head: str, base: str, title: str, body: str) -> Listed:
        """Open a pull request."""
        owner, _, name = full_name.partition("/")
        return self._asked(
            full_name,
            lambda github: github.rest.pulls.create(
                owner, name, head=head, base=base, title=title, body=body, headers=API_HEADERS
            ),
            _listed,
            follow_redirects=False,
        )

    def _client(self, *, follow_redirects: bool) -> GitHub[TokenAuthStrategy]:
        return GitHub(
            self._token,
            base_url=self._base_url,
            user_agent="Mason",
            follow_redirects=follow_redirects,
            timeout=self._timeout,
            http_cache=False,
            auto_retry=False,
        )

    def _asked[Read](
        self,
        full_name: str,
        send: Callable[[GitHub[TokenAuthStrategy]], Any],
        read: Callable[[Any], Read],
        *,
        follow_redirects: bool = True,
    ) -> Read:
        """Read the answer; whatever writes follows no redirect, as a 301 makes a GET of a POST."""
        asked = Asked(full_name, self._base_url, self._timeout, self._token)
        # Its namespaces know it weakly alone.
        github = self._client(follow_redirects=follow_redirects)
        try:
            response = send(github)
        except (GitHubException, ValueError, ArithmeticError) as error:
            failure = asked.failure(error)
        else:
            return _read(asked, response, read)
        # Not from within `except`: githubkit's errors hold the request, and its headers the token.
        raise failure


def _read[Read](asked: Asked, response: Any, read: Callable[[Any], Read]) -> Read:
    if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise asked.moved()
    try:
        return read(response.json())
    except (ValueError, KeyError, TypeError) as error:
        raise asked.unreadable() from error


def _listed(document: Any) -> Listed:
    """Read what is needed alone, so that no other field has to be as a version has it."""
    number, url, head = document["number"], _text(document["html_url"]), document["head"]
    if type(number) is not int or not url.startswith(("https://", "http://")):
        raise TypeError
    return Listed(
        url=url,
        number=number,
        is_open=document["state"] == "open",
        head=_text(head["ref"]),
        source=_text(head["repo"]["full_name"]) if head["repo"] else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise TypeError
    return value
