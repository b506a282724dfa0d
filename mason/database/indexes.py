"""Indexes under the documented names, some of which are longer than Django allows."""

from typing import Final

from django.db import models

POSTGRESQL_NAME_LIMIT: Final = 63


class LongNameIndex(models.Index):
    """An index whose name may have the 63 characters that PostgreSQL allows, not Django's 30."""

    max_name_length = POSTGRESQL_NAME_LIMIT
