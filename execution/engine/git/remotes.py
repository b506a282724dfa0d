"""Talking to the remote: fetching, asking for a branch, pushing one."""

from dataclasses import dataclass, field, replace
from typing import Final

from execution.engine.git.configuration import credentials_of, remote_environment
from execution.engine.git.exceptions import BranchTaken, TimedOut, Unreachable
from execution.engine.git.failures import failure
from execution.engine.git.redaction import redacted
from execution.engine.git.running import Answer, Git

TRACKED: Final = "refs/remotes/origin/"
"""Where the local clone keeps the remote's branches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A repository elsewhere: its address, its default branch, and a token for http(s)."""

    clone_url: str
    default_branch: str
    token: str = field(default="", repr=False)

    def __repr__(self) -> str:
        return f"Remote({self.url_shown}, {self.default_branch})"

    @property
    def url_shown(self) -> str:
        """The address for people, without a password."""
        return redacted(self.clone_url, self.secrets)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown: the token, as it is and as it is sent."""
        return (self.token, credentials_of(self.token)) if self.token else ()


class Line:
    """The line from a local clone to its remote.

    Every method raises Unreachable (which may be tried again), Refused, Stopped or CommandFailed.
    """

    def __init__(self, git: Git, remote: Remote) -> None:
        """Talk from the clone that `git` works in."""
        self._remote = remote
        environment = remote_environment(remote.clone_url, remote.token)
        self._git = replace(
            git,
            environment=environment | {"GIT_DIR": str(git.folder)},
            secrets=remote.secrets,
            tied=True,
        )

    def fetch(self) -> None:
        """Make the local clone's tracked branches the same as the remote's."""
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        self._ask("fetch", "--prune", *quiet, self._url, f"+refs/heads/*:{TRACKED}*")

    def commit_of(self, branch: str) -> str | None:
        """Give the commit that the remote's branch is at; None without such a branch."""
        answer = self._ask("ls-remote", self._url, f"refs/heads/{branch}")
        for line in answer.output.decode("utf-8", "replace").splitlines():
            commit, _, name = line.partition("\t")
            if name == f"refs/heads/{branch}":
                return commit
        return None

    def push(self, branch: str, commit: str) -> None:
        """Make the remote's branch at the commit; nothing if it is there already.

        Raises BranchTaken when the remote has a branch of this name with other commits, also when
        it comes into being meanwhile.
        """
        name = f"refs/heads/{branch}"
        lease = f"--force-with-lease={name}:"  # expects that there is none
        answer = self._answer("push", "--porcelain", lease, self._url, f"{commit}:{name}")
        if answer.code == 0:
            return
        output = redacted(answer.output.decode("utf-8", "replace"), self._remote.secrets)
        if "rejected]" in output and self._is_pushed(branch, commit):
            return
        said = "\n".join(filter(None, (answer.errors, *_rejections(output))))
        raise failure("push", replace(answer, errors=said))

    def _is_pushed(self, branch: str, commit: str) -> bool:
        there = self.commit_of(branch)
        if there not in {None, commit}:
            raise BranchTaken(branch, str(there))
        return there == commit

    @property
    def _url(self) -> str:
        return self._remote.clone_url

    def _ask(self, *arguments: str) -> Answer:
        answer = self._answer(*arguments)
        if answer.code != 0:
            raise failure(arguments[0], answer)
        return answer

    def _answer(self, command: str, *arguments: str) -> Answer:
        *options, url, what = arguments
        try:
            return self._git.ask(command, *options, "--", url, what)
        except TimedOut as error:
            raise Unreachable(error.command, error.reason, error.detail) from error


def _rejections(output: str) -> list[str]:
    """The lines of a push's output that say which branch was refused and why."""
    return [line[1:].strip() for line in output.splitlines() if line.startswith("!")]
