"""`manage.py execute_approved`: carry approved items of one repository out, and wait for them."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.models import GitHubRepository
from accounts.services.repositories import find_repository, only_repository
from accounts.services.users import find_user
from backlog.intake.wording import counted, shortened
from backlog.management.commands.review import INTERRUPTED
from execution.choices import AttemptStatus
from execution.engine.worker import Worker, interrupted_runs
from execution.exceptions import ExecutionError, NothingToExecute
from execution.management.arguments import number
from execution.management.stopping import stopped_by_signals
from execution.management.telling import Telling
from execution.models import Attempt, ExecutionRun
from execution.services.cancelling import cancel_run
from execution.services.planning import Choice, LeftOut, Planned, choose_items, plan_run
from execution.watching.cells import clean

LONGEST_TITLE: Final = 80
"""Characters of a title in a line."""
PARTLY: Final = 3
"""The exit code when some items failed and some succeeded."""


class Command(BaseCommand):
    """Makes a run, works at it in this process, and says what became of each item."""

    help = (
        "Carry approved items with a PRD out: branch, agents, validations, pull request. Other"
        " workers of the same database help."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which repository, which items and how many."""
        parser.add_argument(
            "--repository",
            metavar="OWNER/NAME",
            type=utf_8_text,
            help="whose items; default: the only repository there is",
        )
        parser.add_argument(
            "--user", metavar="GITHUB_USERNAME", type=utf_8_text, help="whose repository it is"
        )
        parser.add_argument("--item", type=UUID, nargs="+", default=[], help="these items alone")
        parser.add_argument("--limit", type=number, help="at most so many, the best first")
        parser.add_argument(
            "--dry-run", action="store_true", help="say which items would be carried out"
        )
        parser.add_argument(
            "--no-wait", action="store_true", help="leave the work to `manage.py worker`"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Carry them out; ends with a CommandError if any failed."""
        went_on = False
        try:
            repository = _repository(options)
            wanted = {"item_ids": options["item"], "limit": options["limit"]}
            if options["dry_run"]:
                operator = Actor.operator()
                self._tell_choice(choose_items(repository=repository, actor=operator, **wanted))
                return
            went_on = not options["no_wait"] and self._go_on(repository)
            planned = plan_run(repository=repository, actor=Actor.operator(), **wanted)
        except NothingToExecute as error:
            if not went_on:
                raise CommandError(str(error)) from error
            self._say(str(error))
            return
        except (AccountsError, ExecutionError) as error:
            raise CommandError(str(error)) from error
        self._tell_plan(planned, repository)
        if not options["no_wait"]:
            self._work(planned.run.pk)
            self._conclude(planned.run.pk)

    def _go_on(self, repository: GitHubRepository) -> bool:
        """Finish the repository's runs that ended here without a word; tell whether any did."""
        runs = interrupted_runs(settings.EXECUTION_DIR, repository)
        for run_id in runs:
            self._say(f"Run {run_id} was interrupted: it goes on first.")
            self._work(run_id)
            self._tell_results(run_id)
        return bool(runs)

    def _work(self, run_id: UUID) -> None:
        """Work until the run has ended; Ctrl-C cancels it."""
        worker = Worker(
            settings.EXECUTION_DIR, at_once=settings.EXECUTION_ITEMS_AT_ONCE, run_id=run_id
        )
        telling = Telling(run_id, self._say)
        with stopped_by_signals(worker.stop) as came:
            worker.run(telling.is_done)
        if came:
            _cancel(run_id)
            raise CommandError(
                "Interrupted: the run is cancelled, its items are approved again.",
                returncode=INTERRUPTED,
            )

    def _tell_choice(self, choice: Choice) -> None:
        for item in choice.items:
            self._say(f"would carry out {item.pk}  {_short(item.title)}")
        self._tell_left_out(choice.left_out)
        self._say(f"{counted(len(choice.items), 'item')} would be carried out.")

    def _tell_plan(self, planned: Planned, repository: GitHubRepository) -> None:
        self._tell_left_out(planned.left_out)
        number_of = counted(len(planned.attempts), "item")
        self._say(f"Run {planned.run.pk}: {number_of} of {repository}.")

    def _tell_left_out(self, left_out: Sequence[LeftOut]) -> None:
        for one in left_out:
            title = f"  {_short(one.title)}" if one.title else ""
            self._say(f"left out {one.item_id}{title}: {clean(one.reason)}")

    def _tell_results(self, run_id: UUID) -> list[Attempt]:
        attempts = list(Attempt.objects.filter(run=run_id).select_related("item").order_by("place"))
        for attempt in attempts:
            result = clean(attempt.pr_url or (attempt.error_message or "").partition("\n")[0])
            label = attempt.get_status_display().lower()
            self._say(f"{label}: {_short(attempt.item.title)}: {result}")
        return attempts

    def _conclude(self, run_id: UUID) -> None:
        attempts = self._tell_results(run_id)
        failed = [one for one in attempts if one.status != AttemptStatus.SUCCEEDED]
        if failed:
            some = len(failed) < len(attempts)
            raise CommandError(
                f"Not completed: {len(failed)} of {counted(len(attempts), 'item')}.",
                returncode=PARTLY if some else 1,
            )
        self._say(f"{counted(len(attempts), 'item')} completed.", style=self.style.SUCCESS)

    def _say(self, line: str, style: Any = None) -> None:
        self.stdout.write(line, style)
        self.stdout.flush()


def _cancel(run_id: UUID) -> None:
    run = ExecutionRun.objects.get(pk=run_id)
    if run.completed_at is None:
        cancel_run(run_id=run_id, actor=Actor.operator(), reason="interrupted at the terminal")


def _short(title: str) -> str:
    return shortened(clean(title), LONGEST_TITLE)


def _repository(options: dict[str, Any]) -> GitHubRepository:
    """Raises AccountsError."""
    user = find_user(options["user"]) if options["user"] else None
    if options["repository"]:
        return find_repository(options["repository"], user=user)
    return only_repository(user=user)
