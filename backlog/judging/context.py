"""What a rule may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from backlog.choices import ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.intake.tree import Tree
from backlog.judging.blocklist import EMPTY_BLOCKLIST, Blocklist
from backlog.judging.named_files import files_named_in
from backlog.judging.titles import NO_TITLES, TitleIndex
from backlog.models import BacklogItem, FilteredItem


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The rows that already stand for a suggestion's fingerprints."""

    item: BacklogItem | None = None
    filtered_item: FilteredItem | None = None
    decided_at: datetime | None = None
    """When the item got its present status; None when it never changed."""
    decided_because: str = ""
    """The reason that was given for it."""
    file_digests: Mapping[str, str] = field(default_factory=dict)
    """What the item's files were when it was last seen, as far as that is known."""
    filtered_by: str | None = None
    """The rule that the filtered item fell to, where Mason judged it."""

    @property
    def status(self) -> ItemStatus | None:
        """The item's status; None without an item."""
        return None if self.item is None else ItemStatus(self.item.status)


NO_PREDECESSOR: Final = Predecessor()
"""For a suggestion that nothing stands for."""


@dataclass(frozen=True)
class Context:
    """The suggestion, the moment, and what backlog and checkout know about it.

    `titles` are those of the repository's open items and of the run's own; without a checkout
    `tree` is None.
    """

    suggestion: Suggestion
    now: datetime
    predecessor: Predecessor = NO_PREDECESSOR
    titles: TitleIndex = NO_TITLES
    blocklist: Blocklist = EMPTY_BLOCKLIST
    tree: Tree | None = None

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file that the suggestion names, as evidence or in its texts."""
        stated = self.suggestion.files
        named = dict.fromkeys((*stated, *files_named_in(self.suggestion.text)))
        # A name without its folders is a file that is named in full, where one is.
        endings = tuple(path for path in named if "/" in path)
        return tuple(
            path
            for path in named
            if "/" in path or not any(full.endswith(f"/{path}") for full in endings)
        )
