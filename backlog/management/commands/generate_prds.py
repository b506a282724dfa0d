"""`manage.py generate_prds`: write the PRDs that approved items lack."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.models import GitHubRepository
from accounts.remotes import parse_remote
from accounts.services.repositories import find_repository
from accounts.services.users import find_user
from backlog.exceptions import BacklogError, ItemNotFound
from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import IntakeError
from backlog.intake.wording import counted, one_line, shortened
from backlog.management.commands.review import INTERRUPTED
from backlog.models import BacklogItem
from backlog.prd.template import TEMPLATE
from backlog.services.requirements_documents import assistant_for, generate_prd

LONGEST_TITLE = 80
"""Characters of a title in a line."""


class Command(BaseCommand):
    """Has PRDs written one after the other, and says of each what became of it."""

    help = "Write the PRDs that approved items lack, by the ASSISTANT of .env or from a template."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which items, how many, and where their code is."""
        parser.add_argument(
            "--repository", metavar="OWNER/NAME", type=utf_8_text, help="only items of this one"
        )
        parser.add_argument(
            "--user", metavar="GITHUB_USERNAME", type=utf_8_text, help="whose repository it is"
        )
        parser.add_argument(
            "--item", type=UUID, nargs="+", default=[], help="these items, whatever their status"
        )
        parser.add_argument("--limit", type=_number, help="at most so many, the best first")
        parser.add_argument(
            "--dry-run", action="store_true", help="say whose PRD would be written by whom"
        )
        parser.add_argument(
            "--checkout", type=Path, help="folder with the code of the repository (default: none)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them; ends with a CommandError that names those that failed, if any did."""
        try:
            checkout = Checkout.at(options["checkout"]) if options["checkout"] else None
            items = _items(options, _repository(options, checkout))
        except (AccountsError, BacklogError, IntakeError) as error:
            raise CommandError(str(error)) from error
        failed: list[BacklogItem] = []
        for number, item in enumerate(items, 1):
            try:
                written = self._write(item, checkout, f"{number}/{len(items)}", options)
            except KeyboardInterrupt as interruption:
                told = f"Interrupted at {number} of {counted(len(items), 'PRD')}: it isn't written."
                raise CommandError(told, returncode=INTERRUPTED) from interruption
            failed += [] if written else [item]
        self._conclude(items, failed)

    def _conclude(self, items: list[BacklogItem], failed: list[BacklogItem]) -> None:
        if failed:
            listed = "; ".join(f"{_title(item)} ({item.pk})" for item in failed)
            total = counted(len(items), "PRD")
            raise CommandError(f"{len(failed)} of {total} not written: {listed}.")
        if not items:
            self.stdout.write("No approved item lacks a PRD.")

    def _write(
        self, item: BacklogItem, checkout: Checkout | None, place: str, options: dict[str, Any]
    ) -> bool:
        """Write one and tell; whatever the domain refuses is told too."""
        actor = Actor.operator()
        try:
            assistant = assistant_for(item_id=item.pk, actor=actor)
            writer = assistant.name if assistant else TEMPLATE
            if options["dry_run"]:
                self.stdout.write(f"{place} {_title(item)}: would be written by {writer}")
                return True
            generate_prd(item_id=item.pk, actor=actor, assistant=assistant, checkout=checkout)
        except (BacklogError, IntakeError) as error:
            self.stderr.write(f"{place} {_title(item)}: {error}")
            return False
        self.stdout.write(f"{place} {_title(item)}: written by {writer}", self.style.SUCCESS)
        return True


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given)):
        raise ArgumentTypeError(f"“{given}” must be a whole number from 1")
    return int(given)


def _repository(options: dict[str, Any], checkout: Checkout | None) -> GitHubRepository | None:
    """Give the repository that is named, or whose checkout it is: no item gets another's code."""
    name = options["repository"]
    if name is None and checkout is not None:
        if checkout.remote_url is None:
            raise CommandError(f"{checkout.path} has no remote “origin”: give --repository.")
        name = parse_remote(checkout.remote_url).full_name
    if name is None:
        return None
    owner = find_user(options["user"]) if options["user"] else None
    return find_repository(name, user=owner)


def _items(options: dict[str, Any], repository: GitHubRepository | None) -> list[BacklogItem]:
    rows = BacklogItem.objects.by_priority()
    if repository is not None:
        rows = rows.filter(repository=repository)
    if options["item"]:
        items = list(rows.filter(pk__in=options["item"]))
        missing = sorted(set(options["item"]) - {item.pk for item in items})
        if missing:
            raise ItemNotFound(missing[0])
    else:
        items = list(rows.approved().without_prd()[: options["limit"]])
    return items[: options["limit"]]


def _title(item: BacklogItem) -> str:
    return shortened(one_line(item.title), LONGEST_TITLE)
