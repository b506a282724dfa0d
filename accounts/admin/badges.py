"""Values of closed lists as coloured labels."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from django.contrib.admin import display
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.choices import Role

PLAIN: Final = "default"
"""The label variant of Unfold that has no colour."""

ROLE: Final[Mapping[Role, str]] = {
    Role.VIEWER: PLAIN,
    Role.CURATOR: "info",
    Role.ADMINISTRATOR: "primary",
}


@cache
def label(text: str, variant: str) -> SafeString:
    """Give Unfold's label, which it draws by itself in lists but not on a row's page.

    Kept for good: texts and variants are those of closed lists.
    """
    return render_to_string("unfold/helpers/label.html", {"text": text, "variant": variant})


def badge(
    column: str, variants: Mapping[str, str], *, description: str = "Status"
) -> Callable[[Any, Model], str]:
    """Give a method of a model admin that shows a column's value in its colour.

    `variants` gives a label variant of Unfold for each value.
    """

    @display(description=description, ordering=column)
    def shown(_: Any, row: Model) -> str:
        value = getattr(row, column)
        if not value:
            return ""
        return label(getattr(row, f"get_{column}_display")(), variants[value])

    return shown
