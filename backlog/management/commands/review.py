"""`manage.py review`: turn a review of a checkout into suggestions on the backlog."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.models import GitHubRepository, User
from accounts.remotes import parse_remote
from accounts.services.repositories import find_or_connect
from accounts.services.users import find_user
from backlog.exceptions import BacklogError
from backlog.intake.analysis import Analysis
from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import IntakeError
from backlog.intake.progress import Progress
from backlog.intake.reading import Source
from backlog.intake.sarif import SarifFile
from backlog.intake.suggestions_file import SuggestionsFile
from backlog.intake.tree import WorkingTree
from backlog.management.review_summary import summary_of
from backlog.modes import FULL, ReviewMode
from backlog.services.reviews import ReviewOutcome, review

SCHEMA: Final = Path("docs") / "suggestions.schema.json"
"""Where the schema of Mason's own suggestions is, from the project's folder."""

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
            choices=["analysis"],
            help="the built-in reviewer, ruff over the Python of PATH (default)",
        )
        source.add_argument("--sarif", type=Path, help="a SARIF 2.1.0 report of any analyser")
        source.add_argument("--suggestions", type=Path, help=f"a JSON file that follows {SCHEMA}")
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
            outcome = _review(options, Progress())
        self.stdout.write(summary_of(outcome))


def _folder(given: str) -> Path:
    """The folder to review; an empty name isn't meant to be the current one."""
    if not given.strip():
        raise ArgumentTypeError("it is empty; give the folder of a checkout, or . for this one")
    return Path(given)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (AccountsError, BacklogError, IntakeError) as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt as interruption:
        raise CommandError(
            "Interrupted: nothing was added.", returncode=INTERRUPTED
        ) from interruption


def _review(options: dict[str, Any], progress: Progress) -> ReviewOutcome:
    mode = ReviewMode.parse(options["mode"])
    checkout = Checkout.at(options["path"])
    repository = _repository(options, checkout)
    source = _source(options, checkout)
    return review(
        repository=repository,
        mode=mode,
        source=source,
        progress=progress,
        actor=Actor.operator(),
        commit_sha=checkout.head,
        tree=WorkingTree(checkout),
    )


def _source(options: dict[str, Any], checkout: Checkout) -> Source:
    if options["sarif"] is not None:
        return SarifFile(options["sarif"], checkout=checkout)
    if options["suggestions"] is not None:
        return SuggestionsFile(options["suggestions"], schema=settings.BASE_DIR / SCHEMA)
    return Analysis(checkout)


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
