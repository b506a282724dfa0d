"""What commands take on the command line."""

from argparse import ArgumentTypeError


def utf_8_text(given: str) -> str:
    """Give the argument as it is; raises ArgumentTypeError for bytes that aren't UTF-8."""
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise ArgumentTypeError("it isn't UTF-8 text; give it as the admin shows it") from error
    return given
