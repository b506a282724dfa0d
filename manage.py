#!/usr/bin/env python
"""Runs Mason's management commands: `python manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    """Run the command that the arguments name; a database that isn't there is one clear error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mason.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # What a server answers carries a state; what couldn't reach one doesn't.
        if getattr(error.__cause__, "sqlstate", None) is not None:
            raise
        sys.exit(
            f"The database can't be reached: {error}\n"
            "Have `make run` running in another terminal, or set DATABASE_URL."
        )


if __name__ == "__main__":
    main()
