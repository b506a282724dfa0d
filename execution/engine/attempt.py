"""One attempt from its beginning to its end."""

import logging
from typing import Final

from django.conf import settings

from backlog.assistants.exceptions import AssistantError
from backlog.exceptions import UnreadablePRD
from backlog.prd.document import RequirementsDocument
from backlog.prd.readiness import executable_plan
from execution.choices import Checkpoint, LogLevel, Phase
from execution.engine.agents import marked, require_agents
from execution.engine.exceptions import ExecutionFailed, Stopped
from execution.engine.git.checkouts import Checkout, Checkouts
from execution.engine.git.exceptions import GitError
from execution.engine.git.remotes import Remote
from execution.engine.git.worktrees import Author, Worktree
from execution.engine.github_access import token_for
from execution.engine.hold import Hold
from execution.engine.inspection import inspect, set_up
from execution.engine.observing import observed
from execution.engine.publishing import Published, ask_patiently, publish, text_of
from execution.engine.pull_request_text import commit_message
from execution.engine.record import Record
from execution.engine.waves import work_through
from execution.engine.work import Work, seconds_left
from execution.services.holding import Taken
from execution.services.progress import Report

logger: Final = logging.getLogger(__name__)

BROKEN: Final = "Mason itself failed at this attempt; the worker's log says more: {}"


def carry_out(hold: Hold, taken: Taken, checkouts: Checkouts) -> None:
    """Carry an item out that this start has taken, and record how it ended; raises Stopped."""
    record = Record(hold, taken)
    try:
        _from_plan_to_pull_request(hold, taken, checkouts, record)
    except Stopped:
        raise
    except (ExecutionFailed, GitError) as error:
        hold.check()
        record.log(str(error).partition("\n")[0], level=LogLevel.ERROR)
        record.fail(str(error))
    except Exception as error:  # else it would be tried again and again, and nobody told
        hold.check()
        logger.exception("Attempt %s broke", hold.attempt_id)
        record.fail(BROKEN.format(f"{type(error).__name__}: {error}"))


def _from_plan_to_pull_request(
    hold: Hold, taken: Taken, checkouts: Checkouts, record: Record
) -> None:
    start = taken.attempt.starts
    record.log("The attempt begins." if start == 1 else f"The attempt begins again ({start}).")
    record.progress(Report(current_phase=Phase.SITE_REVIEW, current_task="Reading the PRD"))
    plan = _plan(taken)
    checkout = _checkout(hold, taken, checkouts, record)
    commit = _kept_commit(hold, taken, checkout, record)
    if commit is None:
        commit = _commit_of_work(hold, taken, checkout, plan, record)
    assert taken.attempt.branch is not None  # noqa: S101 - set when it was taken
    published = Published(taken.attempt.branch, commit, text_of(taken, plan, hold))
    record.succeed(publish(published, taken=taken, checkout=checkout, hold=hold, record=record))


def _plan(taken: Taken) -> RequirementsDocument:
    """Give the plan, for whose agents there are commands; raises ExecutionFailed."""
    try:
        plan = executable_plan(taken.item)
        require_agents({task.subagent for wave in plan.waves for task in wave.tasks})
    except (UnreadablePRD, AssistantError) as error:
        raise ExecutionFailed(str(error)) from error
    return plan


def _checkout(hold: Hold, taken: Taken, checkouts: Checkouts, record: Record) -> Checkout:
    repository = taken.repository
    remote = Remote(
        clone_url=repository.github_clone_url,
        default_branch=repository.github_default_branch,
        token=token_for(repository.github_clone_url),
    )
    return ask_patiently(
        lambda: checkouts.refreshed(repository.pk, remote, hold.stop),
        left=lambda: seconds_left(taken.attempt, taken.policy),
        hold=hold,
        record=record,
    )


def _kept_commit(hold: Hold, taken: Taken, checkout: Checkout, record: Record) -> str | None:
    """Give the commit that an earlier start made, if this machine has it or it is pushed."""
    attempt = taken.attempt
    if attempt.checkpoint == Checkpoint.BEGUN or not attempt.commit or not attempt.branch:
        return None
    if checkout.has_commit(attempt.commit):
        return attempt.commit
    branch = attempt.branch
    pushed = ask_patiently(
        lambda: checkout.remote_commit(branch),
        left=lambda: seconds_left(attempt, taken.policy),
        hold=hold,
        record=record,
    )
    return pushed if pushed == attempt.commit else None


def _commit_of_work(
    hold: Hold, taken: Taken, checkout: Checkout, plan: RequirementsDocument, record: Record
) -> str:
    """Do the work in a worktree and give its commit; raises ExecutionFailed, GitError, Stopped."""
    attempt = taken.attempt
    assert attempt.branch is not None  # noqa: S101 - set when it was taken
    tasks = sum(len(wave.tasks) for wave in plan.waves)
    record.progress(Report(total_waves=len(plan.waves), tasks_total=tasks))
    base = checkout.base_of(taken.repository.github_default_branch)
    record.note(base_commit=base, checkpoint=Checkpoint.BEGUN)
    record.log(f"Branch {attempt.branch} from {base[:12]}")
    with checkout.worktree(hold.attempt_id, attempt.branch, base, marked(hold)) as worktree:
        work = Work(
            hold=hold,
            record=record,
            attempt=attempt,
            item=taken.item,
            policy=taken.policy,
            plan=plan,
            worktree=worktree,
        )
        with observed(worktree, record):
            set_up(work)
            work_through(work)
            inspect(work)
        return _committed(work, worktree)


def _committed(work: Work, worktree: Worktree) -> str:
    work.hold.check()
    changes = worktree.changes()
    item = work.item
    message = commit_message(title=item.title, solution=item.solution, item_id=item.pk)
    author = Author(name=settings.EXECUTION_AUTHOR_NAME, email=settings.EXECUTION_AUTHOR_EMAIL)
    commit = worktree.commit(message, author)
    work.record.note(
        commit=commit,
        checkpoint=Checkpoint.COMMITTED,
        lines_added=changes.lines_added,
        lines_removed=changes.lines_removed,
    )
    work.record.log(f"Committed {commit[:12]}: {len(changes.files)} files")
    return commit
