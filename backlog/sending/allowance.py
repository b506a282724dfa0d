"""How many tokens of files each question of a review may have."""

from typing import Final

from backlog.intake.exceptions import IntakeError

LARGEST_PROMPT: Final = 150_000
"""Tokens; what the models of both providers hold, with room for the answer."""


class BudgetTooSmall(IntakeError):
    """The budget doesn't reach for every question of a review once."""

    def __init__(self, budget: int, questions: int, least: int) -> None:
        super().__init__(
            f"A budget of {budget:,} tokens is too small for the {questions} questions of this"
            f" review: give it at least {least:,}, or choose a smaller mode."
        )


def tokens_for_files(
    *, budget: int, questions: int, output_tokens: int, instructions: int, least: int = 1_000
) -> int:
    """Divide a budget so that it reaches for every question and its longest answer.

    `instructions` is what a question has besides files. Raises BudgetTooSmall when less than
    `least` would be left for files.
    """
    fixed = output_tokens + instructions
    for_files = min(budget // questions - fixed, LARGEST_PROMPT - instructions)
    if for_files < least:
        raise BudgetTooSmall(budget, questions, questions * (fixed + least))
    return for_files
