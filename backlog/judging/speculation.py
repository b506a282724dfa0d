"""Guesses, and what makes more than a guess of them."""

import re
from typing import Final

from backlog.intake.suggestion import Suggestion
from backlog.judging.identifiers import has_names
from backlog.judging.named_files import files_named_in

_GUESS: Final = re.compile(
    r"\b(?:could|may|might) (?:potentially|possibly|theoretically|in theory)\b|\bmight\b|"
    r"\bcould\b(?! not\b)|\bmay\b(?! not be\b)|\bpotential(?:ly)?\b|\bpossibly\b|\bperhaps\b|"
    r"\bin theory\b|\btheoretically\b|\bit is possible that\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d")


def first_guess(text: str) -> str | None:
    """Give the words of the first guess in a text."""
    found = _GUESS.search(text)
    return found[0] if found else None


def has_evidence(suggestion: Suggestion) -> bool:
    """Tell whether a suggestion shows something: a file, code, or a number that was measured."""
    problem = suggestion.problem
    named = suggestion.files or has_names(problem) or files_named_in(problem)
    return bool(named) or _NUMBER.search(problem) is not None
