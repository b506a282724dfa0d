"""`manage.py execution_settings`: see and set how a repository's items are executed."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.models import GitHubRepository
from accounts.services.repositories import find_repository
from accounts.services.users import find_user
from execution.exceptions import WrongExecutionSetting
from execution.models import ExecutionPolicy
from execution.services.policies import policy_of, saved_policy
from execution.services.setting_policies import COMMANDS, NUMBERS, save_policy

_OPTIONS: Final = {
    name: f"--{name.removesuffix('_command').replace('_', '-')}" for name in (*NUMBERS, *COMMANDS)
}


class Command(BaseCommand):
    """Shows the settings of a repository, after it has changed those that are given."""

    help = (
        "Show how a repository's items are executed, and change the settings that are given."
        " Commands run in the item's worktree on this machine, without a shell: write"
        ' "sh -c \'one && two\'" for more than one program, and "" for none.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add OWNER/NAME, --user and an option for each setting."""
        parser.add_argument("repository", metavar="OWNER/NAME", type=utf_8_text)
        parser.add_argument(
            "--user", metavar="GITHUB_USERNAME", type=utf_8_text, help="whose repository it is"
        )
        for name, option in _OPTIONS.items():
            metavar = "N" if name in NUMBERS else "COMMAND"
            told: Any = ExecutionPolicy._meta.get_field(name)
            parser.add_argument(
                option, dest=name, metavar=metavar, type=utf_8_text, help=str(told.verbose_name)
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Change what is given and show all; raises CommandError for what can't be set."""
        changes = {name: options[name] for name in _OPTIONS if options[name] is not None}
        try:
            owner = find_user(options["user"]) if options["user"] else None
            repository = find_repository(options["repository"], user=owner)
            if changes:
                operator = Actor.operator()
                save_policy(repository_id=repository.pk, changes=changes, actor=operator)
        except WrongExecutionSetting as error:
            raise CommandError(f"{_OPTIONS[error.field]}: {error.problem}.") from error
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self._show(repository)

    def _show(self, repository: GitHubRepository) -> None:
        policy = policy_of(repository.pk)
        self.stdout.write(str(repository))
        for name, option in _OPTIONS.items():
            value = getattr(policy, name)
            self.stdout.write(f"  {option:18} {'off' if value == '' else value}")
        self.stdout.write(_origin(saved_policy(repository.pk)))


def _origin(saved: ExecutionPolicy | None) -> str:
    if saved is None:
        return "Nothing was set: these are the defaults."
    return f"Saved at {localtime(saved.saved_at):%Y-%m-%d %H:%M} by {saved.user or 'a command'}."
