"""Opening pull requests at GitHub: one for a branch, whatever happens to the answers."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import count
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.conf import settings

from execution.engine.exceptions import (
    GitHubRefused,
    GitHubUnreachable,
    PassingGitHubError,
    Stopped,
)

if TYPE_CHECKING:
    from execution.engine.github_api import GitHubAPI, Listed

FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 30.0
"""Seconds before asking again; each pause is twice the one before."""
GLANCE: Final = 0.05
"""Seconds after which a request on its way looks whether it is still wanted."""
_FULL_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/(?!\.{1,2}$)[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestDraft:
    """A pull request to open: `head` and `base` are branches of `full_name`, "owner/name"."""

    full_name: str
    head: str
    base: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request at GitHub; `is_new` tells whether this call opened it."""

    url: str
    number: int
    is_new: bool


def open_pull_request(draft: PullRequestDraft, *, stop: Event, within: float) -> PullRequest:
    """Give the pull request of the draft's head, in whatever state, or open it.

    Asks again for `within` seconds while GitHub is busy or can't be reached. Raises GitHubRefused,
    RateLimited or GitHubUnreachable, and Stopped soon after `stop` is set; a request on its way may
    then still open the pull request, which the next call finds.
    """
    if not _FULL_NAME.fullmatch(draft.full_name):
        raise GitHubRefused(f"{draft.full_name!r} is no repository of GitHub: it is owner/name.")
    return _Opening(draft, _api(), stop, monotonic() + within).pull_request()


def compare_link(html_url: str, base: str, head: str) -> str:
    """Give the address where a person opens a pull request from `head` into `base`."""
    return f"{html_url.rstrip('/')}/compare/{quote(base)}...{quote(head)}?expand=1"


def _api() -> "GitHubAPI":
    token = settings.GITHUB_TOKEN
    if not token:
        raise GitHubRefused("Without GITHUB_TOKEN no pull request can be opened: set it.")
    if not (token.isascii() and token.isprintable()):
        raise GitHubRefused("GITHUB_TOKEN has characters that no token has: set it anew.")
    # By name, because it takes half a second to import that most processes don't need.
    api: GitHubAPI = import_module("execution.engine.github_api").GitHubAPI(
        token=token, base_url=settings.GITHUB_API_URL, timeout=settings.OUTSIDE_TIMEOUT_SECONDS
    )
    return api


@dataclass(frozen=True, slots=True)
class _Opening:
    draft: PullRequestDraft
    api: "GitHubAPI"
    stop: Event
    deadline: float

    def pull_request(self) -> PullRequest:
        """Look before each time that it is created: an answer may have been lost on its way."""
        pauses = _pauses()
        while True:
            try:
                return self._found_or_created()
            except PassingGitHubError as error:
                self._pause(max(next(pauses), error.seconds), error)

    def _found_or_created(self) -> PullRequest:
        # The branch's owner is in the filter, so a name from before a move finds nothing.
        full_name = self._answer(partial(self.api.current_name, self.draft.full_name))
        found = self._found(full_name)
        if found is not None:
            return PullRequest(found.url, found.number, is_new=False)
        draft = self.draft
        created = self._answer(
            partial(
                self.api.create,
                full_name,
                head=draft.head,
                base=draft.base,
                title=draft.title,
                body=draft.body,
            )
        )
        return PullRequest(created.url, created.number, is_new=True)

    def _found(self, full_name: str) -> "Listed | None":
        """Give the branch's pull request: the open one, or else the newest."""
        for page in self._pages(full_name):
            own = [listed for listed in page if listed.is_of(full_name, self.draft.head)]
            if own:
                return next((listed for listed in own if listed.is_open), own[0])
        return None

    def _pages(self, full_name: str) -> "Iterator[list[Listed]]":
        ask = partial(self.api.pull_requests, full_name, head=self.draft.head)
        for number in count(1):
            page = self._answer(partial(ask, page=number))
            if not page:
                return
            yield page

    def _answer[Answer](self, ask: Callable[[], Answer]) -> Answer:
        """Ask in a thread that can be left behind: its time-outs end it."""
        if self.stop.is_set():
            raise Stopped
        answer: Future[Answer] = Future()
        Thread(target=_settle, args=(answer, ask), daemon=True).start()
        while not wait([answer], GLANCE).done:
            if self.stop.is_set():
                raise Stopped
            if monotonic() > self.deadline:
                raise GitHubUnreachable("GitHub takes too long to answer: try again later.")
        return answer.result()

    def _pause(self, seconds: float, error: PassingGitHubError) -> None:
        if monotonic() + seconds > self.deadline:
            raise error
        if self.stop.wait(seconds):
            raise Stopped


def _settle[Answer](answer: Future[Answer], ask: Callable[[], Answer]) -> None:
    try:
        answer.set_result(ask())
    except BaseException as error:  # noqa: BLE001 - it is raised where the answer is waited for
        answer.set_exception(error)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
