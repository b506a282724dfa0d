"""What `manage.py review` takes on the command line."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from accounts.management.arguments import utf_8_text
from backlog.management.review_sources import ANALYSIS, REVIEWERS, SCHEMA
from backlog.modes import FULL


def add_review_arguments(parser: ArgumentParser) -> None:
    """Declare the checkout, the source, and whose backlog it is for."""
    parser.add_argument("path", type=_folder, help="folder of the checkout")
    _add_sources(parser)
    _add_assistants(parser)
    _add_backlog(parser)


def _add_sources(parser: ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--reviewer",
        choices=[*REVIEWERS],
        default=ANALYSIS,
        help="analysis: the built-in reviewer, ruff over the Python of PATH (default); agent: the"
        " command line agent of AGENT_COMMAND; anthropic, openai: a model that is sent the code,"
        " with the provider key of the user",
    )
    source.add_argument("--sarif", type=Path, help="a SARIF 2.1.0 report of any analyser")
    source.add_argument("--suggestions", type=Path, help=f"a JSON file that follows {SCHEMA}")


def _add_assistants(parser: ArgumentParser) -> None:
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


def _add_backlog(parser: ArgumentParser) -> None:
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


def _folder(given: str) -> Path:
    """The folder to review; an empty name isn't meant to be the current one."""
    if not given.strip():
        raise ArgumentTypeError("it is empty; give the folder of a checkout, or . for this one")
    return Path(given)


def _tokens(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given)):
        raise ArgumentTypeError(f"“{given}” must be a number of tokens, as in 100000")
    return int(given)
