"""What agents are asked."""

from collections.abc import Sequence
from typing import Final

from backlog.models import BacklogItem
from backlog.prd.document import PlannedTask, Wave

LONGEST_RESULT: Final = 4_000
LONGEST_OUTPUT: Final = 12_000
"""Characters of an earlier task's result, and of a validation's output, that an agent is told."""

_RULES: Final = """\
Rules:
- Your working directory is a git worktree of the repository; change files in it alone.
- Don't commit, push or switch branches: that is done after you.
- Never write .env files, files with secrets or credentials, .git/, .github/workflows/ or
  node_modules/, nor links that lead out of the worktree: all of the work would be refused.
- Other agents may work on other tasks of the same wave in the same worktree: stay with yours.
- End with a short summary of what you did and found."""


def task_prompt(
    item: BacklogItem, wave: Wave, task: PlannedTask, results: Sequence[tuple[str, str]]
) -> str:
    """Ask for one task; `results` are the numbers of earlier tasks and what became of them."""
    told = "\n\n".join(
        f"### Task {number}\n{result[:LONGEST_RESULT]}" for number, result in results
    )
    return "\n\n".join(
        [
            f"You are a {task.subagent} agent who works on one task of a larger change.",
            f"# Your task: {task.number}, of wave {wave.number} ({wave.name})\n{task.description}",
            _RULES,
            f"# The change\n{item.prd_content}",
            f"# Results of earlier tasks\n{told}" if told else "No task was done before.",
        ]
    )


def fix_prompt(item: BacklogItem, iteration: int, failures: Sequence[tuple[str, str, str]]) -> str:
    """Ask for a fix; `failures` are validations, their commands and what they wrote."""
    told = "\n\n".join(
        f"## {name}: `{command}`\n```\n{output[-LONGEST_OUTPUT:]}\n```"
        for name, command, output in failures
    )
    return "\n\n".join(
        [
            f"The change below was made in this worktree. Validations fail (round {iteration}).",
            "Mend the cause, not the check: don't weaken or remove tests or rules.",
            f"# What fails\n{told}",
            _RULES,
            f"# The change\n{item.prd_content}",
        ]
    )
