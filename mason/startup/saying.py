"""How starting tells a person what it does. Standard library only."""

from collections.abc import Callable

type Say = Callable[[str], None]
"""Shows one line, at once."""
