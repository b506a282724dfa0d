"""The colour of each status: a label variant of Unfold."""

from collections.abc import Mapping
from typing import Final

from accounts.admin.badges import PLAIN
from backlog.choices import AnalysisStatus, Decision, FilterTier, ItemStatus, OverrideStatus

ITEM_STATUS: Final[Mapping[str, str]] = {
    ItemStatus.NEW: "primary",
    ItemStatus.APPROVED: "info",
    ItemStatus.IN_PROGRESS: "warning",
    ItemStatus.COMPLETED: "success",
    ItemStatus.DEFERRED: PLAIN,
    ItemStatus.REJECTED: "danger",
}

ANALYSIS_STATUS: Final[Mapping[str, str]] = {
    AnalysisStatus.IN_PROGRESS: "warning",
    AnalysisStatus.COMPLETED: "success",
    AnalysisStatus.FAILED: "danger",
}

OVERRIDE_STATUS: Final[Mapping[str, str]] = {
    OverrideStatus.FILTERED: PLAIN,
    OverrideStatus.RESTORED: "success",
}

FILTER_TIER: Final[Mapping[str, str]] = {
    FilterTier.PATTERN: "info",
    FilterTier.CONTEXT: "primary",
    FilterTier.IMPACT: "warning",
}

DECISION_BUTTONS: Final[Mapping[Decision, str]] = {
    Decision.APPROVE: "primary",
    Decision.DEFER: "default",
    Decision.REJECT: "danger",
    Decision.REOPEN: "default",
}
"""The look of the button that decides."""
