"""`manage.py review`: turn a review of a checkout into suggestions on the backlog."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.models import GitHubRepository, User
from accounts.remotes import parse_remote
from accounts.services.repositories import find_or_connect
from accounts.services.users import find_user
from backlog.assistants.exceptions import AssistantError
from backlog.exceptions import BacklogError
from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import IntakeError
from backlog.intake.progress import Progress
from backlog.intake.tree import WorkingTree
from backlog.management.rehearsal import rehearsal_of
from backlog.management.review_arguments import add_review_arguments
from backlog.management.review_sources import source_of
from backlog.management.review_summary import summary_of
from backlog.modes import ReviewMode
from backlog.services.reviews import review

INTERRUPTED: Final = 130
"""Exit code of a program that Ctrl-C stopped (128 and the signal's number)."""


class Command(BaseCommand):
    """Reviews a checkout and prints what became of it."""

    help = "Review a checkout and put what is new on the backlog of its repository."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the checkout, the source, and whose backlog it is for."""
        add_review_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Review and print a summary; every refusal is a CommandError."""
        with _refusals():
            self.stdout.write(_review(options, Progress()))


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (AccountsError, AssistantError, BacklogError, IntakeError) as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt as interruption:
        raise CommandError(
            "Interrupted: nothing was added.", returncode=INTERRUPTED
        ) from interruption


def _review(options: dict[str, Any], progress: Progress) -> str:
    mode = ReviewMode.parse(options["mode"])
    checkout = Checkout.at(options["path"])
    if options["dry_run"]:
        return _rehearsed(options, checkout, mode)
    repository = _repository(options, checkout)
    source = source_of(options, checkout, repository, mode)
    outcome = review(
        repository=repository,
        mode=mode,
        source=source,
        progress=progress,
        actor=Actor.operator(),
        commit_sha=checkout.head,
        tree=WorkingTree(checkout),
    )
    return summary_of(outcome)


def _rehearsed(options: dict[str, Any], checkout: Checkout, mode: ReviewMode) -> str:
    """Say what would be asked; nothing of it stays in the database."""
    with transaction.atomic():
        source = source_of(options, checkout, _repository(options, checkout), mode)
        transaction.set_rollback(True)
    return rehearsal_of(source)


def _repository(options: dict[str, Any], checkout: Checkout) -> GitHubRepository:
    named = options["repository"] or checkout.remote_url
    if named is None:
        raise CommandError(f"{checkout.path} has no remote “origin”: give --repository owner/name.")
    remote = parse_remote(named)
    user = find_user(options["user"]) if options["user"] else _only_curator()
    return find_or_connect(user=user, full_name=remote.full_name, html_url=remote.html_url)


def _only_curator() -> User:
    curators: list[User] = list(User.objects.deciding()[:2])
    if len(curators) != 1:
        reason = "There are several curators" if curators else "There is no curator"
        raise CommandError(f"{reason}: name whose backlog it is for with --user.")
    return curators[0]
