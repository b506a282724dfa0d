"""Setting how a repository's items are executed."""

import re
import shlex
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotFound
from accounts.models import GitHubRepository
from execution.exceptions import ExecutionSettingsNotAllowed, WrongExecutionSetting
from execution.models import ExecutionPolicy
from execution.services.deferring import queue_next
from execution.services.policies import policy_of

NUMBERS: Final = ("items_at_once", "tasks_at_once", "minutes_per_item")
COMMANDS: Final = (
    "setup_command",
    "typescript_command",
    "eslint_command",
    "build_command",
    "tests_command",
)
LONGEST_COMMAND: Final = 2_000
"""Characters of a command."""

_QUOTED: Final = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.""")
_OF_A_SHELL: Final = re.compile(r"&&|\|\||[|&;<>]")
"""What only a shell understands; a program would take it for a part of its arguments."""


@transaction.atomic
def save_policy(
    *, repository_id: UUID, changes: Mapping[str, Any], actor: Actor
) -> ExecutionPolicy:
    """Change settings of a repository, and no others; NUMBERS and COMMANDS name them.

    Attempts that wait begin at once where there is more room for them now.
    Raises ExecutionSettingsNotAllowed, WrongExecutionSetting or RepositoryNotFound, and then
    changes nothing.
    """
    if not actor.may_administer:
        raise ExecutionSettingsNotAllowed
    checked = {name: checked_setting(name, value) for name, value in changes.items()}
    _lock(repository_id)
    policy = policy_of(repository_id)
    for name, value in checked.items():
        setattr(policy, name, value)
    policy.user = actor.user
    policy.saved_at = timezone.now()
    policy.save()
    queue_next([repository_id])
    return policy


def checked_setting(name: str, value: Any) -> int | str:
    """Give the value as it is kept; raises WrongExecutionSetting for one that can't be."""
    if name in NUMBERS:
        return _checked_number(name, value)
    if name in COMMANDS:
        return _checked_command(name, value)
    raise WrongExecutionSetting(name, f"the settings are {', '.join((*NUMBERS, *COMMANDS))}")


def _lock(repository_id: UUID) -> None:
    """Let no two save at once, the first time least of all; raises RepositoryNotFound."""
    rows = GitHubRepository.objects.select_for_update(no_key=True, of=("self",))
    if not rows.filter(pk=repository_id).exists():
        raise RepositoryNotFound(repository_id)


def _checked_number(name: str, value: Any) -> int:
    field: Any = ExecutionPolicy._meta.get_field(name)
    try:
        number: int = field.clean(value, None)
    except ValidationError as error:
        most = max(validator.limit_value for validator in field.validators)
        problem = f"“{value}” must be a whole number from 1 to {most:,}"
        raise WrongExecutionSetting(name, problem) from error
    return number


def _checked_command(name: str, value: Any) -> str:
    command = str(value).strip()
    problem = _problem_of(command) if command else None
    if problem:
        raise WrongExecutionSetting(name, f"“{command}” {problem}")
    return command


def _problem_of(command: str) -> str | None:
    """Say what a command must be to be run without a shell; None when it is that."""
    if not command.isprintable():
        return "must be one line of printable characters; separate commands by && in sh -c '...'"
    if len(command) > LONGEST_COMMAND:
        return f"must have at most {LONGEST_COMMAND:,} characters; put more into a script"
    try:
        words = shlex.split(command)
    except ValueError:
        return "must close each quote that it opens, and must not end with a backslash"
    if not words[0] or "=" in words[0]:
        return "must begin with the name of a program, which may be env for variables"
    wrong = _OF_A_SHELL.search(_QUOTED.sub("", command))
    if wrong is None:
        return None
    return f"runs without a shell, which {wrong[0]} needs: write sh -c '...' around it"
