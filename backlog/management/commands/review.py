"""`manage.py review`: turn a review of a checkout into suggestions on the backlog."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
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
from backlog.management.review_sources import ANALYSIS, REVIEWERS, SCHEMA, source_of
from backlog.management.review_summary import summary_of
from backlog.modes import FULL, ReviewMode
from backlog.services.reviews import review

INTERRUPTED: Final = 130
"""Exit code of a program that Ctrl-C stopped (128 and the signal's number)."""


class Command(BaseCommand):
    """Reviews a checkout and prints what became of it."""

    help = "Review a checkout and put what is new on the backlog of its repository."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the checkout, the source, and whose backlog it is for."""
        parser.add_argument("path", type=_folder, help="folder of the checkout")
        source = parser.add_mutually_exclusive_group()
        source.add_argument(
            "--reviewer",
            choices=[*REVIEWERS],
            default=ANALYSIS,
            help="analysis: the built-in reviewer, ruff over the Python of PATH (default);"
            " agent: the command line agent of AGENT_COMMAND; anthropic, openai: a model that is"
            " sent the code, with the provider key of the user",
        )
        source.add_argument("--sarif", type=Path, help="a SARIF 2.1.0 report of any analyser")
        source.add_argument("--suggestions", type=Path, help=f"a JSON file that follows {SCHEMA}")
        parser.add_argument(
            "--agent-command", default="", metavar="COMMAND", help="instead of AGENT_COMMAND"
        )
        parser.add_argument(
            "--token-budget",
            type=_tokens,
            metavar="TOKENS",
            help="instead of REVIEW_TOKEN_BUDGET, for anthropic and openai",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what an assistant would be asked, or a provider would be sent",
        )
        parser.add_argument(
            "--repository",
            metavar="OWNER/NAME",
            type=utf_8_text,
            help="instead of the name in the git remote",
        )
        parser.add_argument(
            "--user",
            metavar="GITHUB_USERNAME",
            type=utf_8_text,
            help="whose backlog; default: the only curator",
        )
        parser.add_argument(
            "--mode", default=FULL, help="full, quick, area:frontend, area:backend or banger"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Review and print a summary; every refusal is a CommandError."""
        with _refusals():
            self.stdout.write(_review(options, Progress()))


def _folder(given: str) -> Path:
    """The folder to review; an empty name isn't meant to be the current one."""
    if not given.strip():
        raise ArgumentTypeError("it is empty; give the folder of a checkout, or . for this one")
    return Path(given)


def _tokens(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given)):
        raise ArgumentTypeError(f"“{given}” must be a number of tokens, as in 100000")
    return int(given)


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
    repository = _repository(options, checkout)
    source = source_of(options, checkout, repository, mode)
    if options["dry_run"]:
        return rehearsal_of(source)
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
