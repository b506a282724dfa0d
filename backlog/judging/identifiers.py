"""Names of code in prose."""

import re
from typing import Final

from backlog.judging.named_files import files_named_in

_NAMES: Final = re.compile(
    r"`[^`\n]+`"  # code by its marks
    r"|\b[A-Za-z_]\w*\("  # a call
    r"|\b_*[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b"  # snake_case and CONSTANTS
    r"|\b[A-Z]?[a-z0-9]+[A-Z]\w*\b"  # camelCase and PascalCase
    r"|\b__\w+__\b"
    r"|\b[A-Za-z_]\w+\.[a-z_]\w+\b"  # a dotted name
    r"|(?<!\w)--[a-z][\w-]+"  # an option
    r"|(?<!\w)@[a-z]\w+"  # a decorator
)


def names_a_place(text: str) -> bool:
    """Tell whether a text names a file, function, class or another identifier."""
    return _NAMES.search(text) is not None or bool(files_named_in(text))
