"""An item's scores, and how its priority comes from them."""

from dataclasses import dataclass

from backlog.choices import IMPACT_LABELS
from backlog.models import BacklogItem


@dataclass(frozen=True, slots=True)
class Scores:
    """What the item was given; `priority` is None while impact or effort is."""

    impact: int | None
    impact_label: str
    effort: int | None
    complexity: int | None
    priority: int | None
    is_quick_win: bool

    @property
    def doubled_impact(self) -> int:
        """What the impact adds to the priority."""
        return 2 * (self.impact or 0)


def scores_of(item: BacklogItem) -> Scores:
    """Give the item's scores."""
    return Scores(
        impact=item.impact_score,
        impact_label=impact_label(item.impact_score),
        effort=item.effort_score,
        complexity=item.complexity,
        priority=item.priority_score,
        is_quick_win=item.is_quick_win,
    )


def impact_label(impact: int | None) -> str:
    """Give the word for an impact score; empty without one."""
    if impact is None:
        return ""
    return next((label for lowest, label in IMPACT_LABELS if impact >= lowest), "")
