"""`manage.py replay`: try a change of the filter on a repository's history, and save it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.services.repositories import find_repository
from accounts.services.users import find_user
from backlog.exceptions import BacklogError
from backlog.management.draft_arguments import add_draft_arguments, draft_of
from backlog.management.replay_text import text_of
from backlog.services.filter_policies import latest_policy, save_policy
from backlog.services.replaying import replay


class Command(BaseCommand):
    """Shows which past verdicts would flip under a changed filter, and sets it on request."""

    help = "Try a change of the filter on a repository's past verdicts; --save sets it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the repository, the draft, and whether it is saved."""
        parser.add_argument("repository", type=utf_8_text, metavar="OWNER/NAME")
        add_draft_arguments(parser)
        parser.add_argument("--limit", type=int, default=20, help="flips that are listed")
        parser.add_argument("--save", action="store_true", help="set the filter so")
        parser.add_argument("--reason", type=utf_8_text, default="", help="why; --save needs it")
        parser.add_argument(
            "--user", type=utf_8_text, metavar="GITHUB_USERNAME", help="who sets it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, print, and save if that is asked for; every refusal is a CommandError."""
        try:
            self._replay(options)
        except (AccountsError, BacklogError) as error:
            raise CommandError(str(error)) from error

    def _replay(self, options: dict[str, Any]) -> None:
        owner = find_user(options["user"]) if options["user"] else None
        repository = find_repository(options["repository"], user=owner)
        draft = draft_of(options, reason=options["reason"])
        latest = latest_policy(repository.pk)
        self.stdout.write(text_of(replay(repository.pk, draft), limit=options["limit"]))
        if not options["save"]:
            return
        save_policy(
            repository_id=repository.pk,
            draft=draft,
            reason=options["reason"],
            seen=latest.pk if latest else None,
            actor=Actor.operator(owner),
        )
        self.stdout.write(f"Saved for {repository.github_full_name}.", self.style.SUCCESS)
