"""What reviews brought, what people decided about it, and what the filter kept back."""

from backlog.models.filtered import FilteredItem, RestoreFeedback
from backlog.models.history import StatusChange
from backlog.models.items import BacklogItem, Fingerprint
from backlog.models.reviews import AnalysisRun

__all__ = [
    "AnalysisRun",
    "BacklogItem",
    "FilteredItem",
    "Fingerprint",
    "RestoreFeedback",
    "StatusChange",
]
