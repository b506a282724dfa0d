"""What reviews brought, what people decided about it, and what the filter kept back."""

from backlog.models.filtered import FilteredItem, RestoreFeedback
from backlog.models.history import FieldChange, StatusChange
from backlog.models.items import BacklogItem, Fingerprint
from backlog.models.judging import (
    BlocklistPattern,
    FilterConfirmation,
    FilterPolicy,
    Judgement,
    Sighting,
)
from backlog.models.prds import GeneratedPRD
from backlog.models.reviews import AnalysisRun, ReviewedCommit, SubmittedBatches
from backlog.models.views import SavedView

__all__ = [
    "AnalysisRun",
    "BacklogItem",
    "BlocklistPattern",
    "FieldChange",
    "FilterConfirmation",
    "FilterPolicy",
    "FilteredItem",
    "Fingerprint",
    "GeneratedPRD",
    "Judgement",
    "RestoreFeedback",
    "ReviewedCommit",
    "SavedView",
    "Sighting",
    "StatusChange",
    "SubmittedBatches",
]
