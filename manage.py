#!/usr/bin/env python
"""Runs Mason's management commands: `python manage.py help` lists them."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    """Run the command that the arguments name.

    Settings that won't do and a database that isn't there are each one clear error.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mason.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # What is wrong once the settings are read is a fault of the program.
        if settings.configured:
            raise
        sys.exit(str(error))
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
