"""From a commit to a pull request; each step may be done again after a crash, with one result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from backlog.prd.document import RequirementsDocument
from execution.choices import Checkpoint, LogLevel
from execution.engine.exceptions import ExecutionFailed, GitHubError
from execution.engine.git.checkouts import Checkout
from execution.engine.git.exceptions import BranchTaken, GitError, Unreachable
from execution.engine.github_access import token_for
from execution.engine.hold import Hold
from execution.engine.patience import patiently
from execution.engine.pull_request_text import PullRequestText, pull_request_text
from execution.engine.pull_requests import PullRequestDraft, compare_link, open_pull_request
from execution.engine.record import Record
from execution.engine.work import seconds_left
from execution.models import ExecutionProgress
from execution.models.progress import VALIDATIONS
from execution.services.holding import Taken
from execution.services.progress import Report

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Published:
    """What is to be published: a commit for a branch, with a text about it."""

    branch: str
    commit: str
    text: PullRequestText


def text_of(taken: Taken, plan: RequirementsDocument, hold: Hold) -> PullRequestText:
    """Say in a pull request what the item wants, and what its progress says was done.

    Raises Stopped.
    """
    progress = patiently(hold, lambda: ExecutionProgress.objects.get(item=taken.item.pk))
    states = {name.removeprefix("validation_"): getattr(progress, name) for name in VALIDATIONS}
    return pull_request_text(
        title=taken.item.title,
        problem=taken.item.problem,
        solution=taken.item.solution,
        criteria=plan.success_criteria,
        validations={name: state for name, state in states.items() if state},
        files=progress.files_touched,
    )


def publish(
    published: Published, *, taken: Taken, checkout: Checkout, hold: Hold, record: Record
) -> str:
    """Push the commit and give the address of its pull request.

    Without a token that is the address where a person opens one. Raises ExecutionFailed or Stopped.
    """
    record.note()  # nobody else holds the attempt by now
    record.log(f"Pushing {published.branch}")
    record.progress(Report(current_task="Pushing the branch"))
    ask_patiently(
        lambda: _push(published, taken, checkout, record),
        left=lambda: seconds_left(taken.attempt, taken.policy),
        hold=hold,
        record=record,
    )
    record.note(checkpoint=Checkpoint.PUSHED)
    return _requested(published, taken, hold, record)


def _push(published: Published, taken: Taken, checkout: Checkout, record: Record) -> None:
    """Push, unless a commit of an earlier start is there by now.

    A push that was held up outlives its machine's silence; what it brings has been inspected.
    """
    try:
        checkout.push(published.branch, published.commit)
    except BranchTaken as error:
        if error.commit != taken.attempt.commit:
            raise
        record.log(f"An earlier start has pushed {error.commit[:12]}: that counts.")
        record.note(commit=error.commit)


def ask_patiently[Answer](
    ask: Callable[[], Answer], *, left: Callable[[], float], hold: Hold, record: Record
) -> Answer:
    """Ask the remote again while it can't be reached, as long as the time budget lasts.

    Raises ExecutionFailed or Stopped.
    """
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return ask()
        except Unreachable as error:
            hold.check()
            record.log(f"{error} Trying again in {pause:.0f} s.", level=LogLevel.WARN)
            if left() < pause:
                raise ExecutionFailed(str(error)) from error
        except GitError as error:
            hold.check()
            raise ExecutionFailed(str(error)) from error
        hold.pause(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _requested(published: Published, taken: Taken, hold: Hold, record: Record) -> str:
    repository = taken.repository
    base = repository.github_default_branch
    if not token_for(repository.github_clone_url):
        is_for = f"GITHUB_TOKEN is for {settings.GITHUB_URL} alone, so"
        why = is_for if settings.GITHUB_TOKEN else "without GITHUB_TOKEN"
        record.log(f"The branch is pushed; {why} a person opens the pull request.")
        return compare_link(repository.github_html_url, base, published.branch)
    record.note()
    record.progress(Report(current_task="Opening the pull request"))
    draft = PullRequestDraft(
        full_name=repository.github_full_name,
        head=published.branch,
        base=base,
        title=published.text.title,
        body=published.text.body,
    )
    try:
        opened = open_pull_request(
            draft, stop=hold.stop, within=seconds_left(taken.attempt, taken.policy)
        )
    except GitHubError as error:
        raise ExecutionFailed(f"{published.branch} is pushed, but: {error}") from error
    record.log(f"{'Opened' if opened.is_new else 'Found'} {opened.url}")
    return opened.url
