"""Column types that Django lacks."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.forms import TextInput

if TYPE_CHECKING:
    LineField = models.TextField
else:

    class LineField(models.TextField):
        """A PostgreSQL `text` column that forms show as one line.

        Migrations see a plain TextField: the difference is one of forms alone. Type checkers do
        too, since Django's fields are generic for them and not when they run.
        """

        def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
            """Name Django's own class, so that migrations don't depend on this one."""
            name, _, args, kwargs = super().deconstruct()
            return name, "django.db.models.TextField", args, kwargs

        def formfield(self, **kwargs: Any) -> Any:
            """Give a one-line form field."""
            return super().formfield(**{"widget": TextInput, **kwargs})
