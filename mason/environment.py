"""Reading values of settings, each with an error that says what would be right."""

import re
from collections.abc import Sequence
from typing import Any, Final

import environ
from django.core.exceptions import ImproperlyConfigured

POSTGRES_SCHEMES: Final = ("postgres://", "postgresql://")


def whole_number(env: environ.Env, name: str, default: int, *, least: int = 1) -> int:
    """Read a whole number, `least` or more; raises ImproperlyConfigured."""
    try:
        number = int(env.int(name, default=default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if number < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}.")
    return number


def one_of(env: environ.Env, name: str, allowed: Sequence[str]) -> str:
    """Read one of the allowed values, the first where it isn't set; raises ImproperlyConfigured."""
    value = str(env.str(name, default=allowed[0]))
    if value not in allowed:
        listed = " or ".join(repr(one) if one else "empty" for one in allowed)
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be {listed}.")
    return value


def web_address(text: str) -> str:
    """Give an address without what is added to it.

    That is slashes, and the version that OpenAI's own programs expect in it.
    """
    return text.strip().rstrip("/").removesuffix("/v1")


def own_web_address(env: environ.Env, name: str) -> str:
    """Read where people reach a part of Mason, or nothing; raises ImproperlyConfigured."""
    text = str(env.str(name, default="")).strip().rstrip("/")
    # It is named in a header, whose parts these characters end.
    if text and not re.fullmatch(r"https?://[^\s;,/]+(/[^\s;,]*)?", text):
        raise ImproperlyConfigured(
            f"{name} must be a web address: begin it with https:// and a host."
        )
    return text


def database_of(url: str) -> dict[str, Any]:
    """Read the address of a PostgreSQL database; raises ImproperlyConfigured."""
    # Without what was given, which may be the password alone.
    if not url.startswith(POSTGRES_SCHEMES):
        raise ImproperlyConfigured(
            f"DATABASE_URL must be the address of a PostgreSQL database: begin it with"
            f" {' or '.join(POSTGRES_SCHEMES)}."
        )
    try:
        return dict(environ.Env.db_url_config(url))
    except ValueError:
        # Without its cause, which quotes a part of the password.
        raise ImproperlyConfigured(
            "DATABASE_URL isn't an address: percent-encode the special characters of its password."
        ) from None
