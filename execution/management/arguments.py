"""Values of the command line that several commands take."""

from argparse import ArgumentTypeError


def number(given: str) -> int:
    """Read a whole number from 1; raises ArgumentTypeError."""
    if not (given.isascii() and given.isdigit() and int(given)):
        raise ArgumentTypeError(f"“{given}” must be a whole number from 1, as in 3")
    return int(given)
