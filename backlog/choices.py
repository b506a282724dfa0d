"""Closed lists of values and the state table of a backlog item: data only."""

from collections.abc import Mapping
from typing import Final

from django.db import models


class ItemStatus(models.TextChoices):
    """Where a backlog item stands."""

    NEW = "new", "New"
    APPROVED = "approved", "Approved"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    DEFERRED = "deferred", "Deferred"
    REJECTED = "rejected", "Rejected"


TRANSITIONS: Final[Mapping[ItemStatus, tuple[ItemStatus, ...]]] = {
    ItemStatus.NEW: (ItemStatus.APPROVED, ItemStatus.DEFERRED, ItemStatus.REJECTED),
    ItemStatus.APPROVED: (
        ItemStatus.IN_PROGRESS,
        ItemStatus.NEW,
        ItemStatus.DEFERRED,
        ItemStatus.REJECTED,
    ),
    ItemStatus.IN_PROGRESS: (ItemStatus.COMPLETED, ItemStatus.APPROVED, ItemStatus.DEFERRED),
    ItemStatus.DEFERRED: (ItemStatus.NEW, ItemStatus.APPROVED, ItemStatus.REJECTED),
    ItemStatus.REJECTED: (ItemStatus.NEW,),
    ItemStatus.COMPLETED: (ItemStatus.NEW,),
}
"""From each status, the statuses an item may go to; services and trigger are made of it."""

DECIDABLE_STATUSES: Final = tuple(
    status for status in ItemStatus if status is not ItemStatus.IN_PROGRESS
)
"""What curators decide about; an item that is being carried out is its claimant's."""

OPEN_STATUSES: Final = (ItemStatus.NEW, ItemStatus.APPROVED, ItemStatus.DEFERRED)
"""An item that waits for a decision or for its execution."""


COMPARED_STATUSES: Final = (*OPEN_STATUSES, ItemStatus.IN_PROGRESS)
"""The items that a suggestion's title is compared with."""


class Decision(models.TextChoices):
    """What a curator may decide about an item."""

    APPROVE = "approve", "Approve"
    DEFER = "defer", "Defer"
    REJECT = "reject", "Reject"
    REOPEN = "reopen", "Reopen"

    @property
    def target(self) -> ItemStatus:
        """The status that the decision leads to."""
        return _DECISION_TARGETS[self]


_DECISION_TARGETS: Final[Mapping[Decision, ItemStatus]] = {
    Decision.APPROVE: ItemStatus.APPROVED,
    Decision.DEFER: ItemStatus.DEFERRED,
    Decision.REJECT: ItemStatus.REJECTED,
    Decision.REOPEN: ItemStatus.NEW,
}


class Area(models.TextChoices):
    """Which half of a product an item is about."""

    FRONTEND = "frontend", "Frontend"
    BACKEND = "backend", "Backend"


class ItemType(models.TextChoices):
    """Which part of a product an item is about."""

    DASHBOARD = "dashboard", "Dashboard"
    DISCOVERY = "discovery", "Discovery"
    AUTH = "auth", "Auth"
    BACKEND = "backend", "Backend"


class BenefitCategory(models.TextChoices):
    """Who or what gains from an item."""

    USER_EXPERIENCE = "user_experience", "User experience"
    SALES_TEAM = "sales_team", "Sales team"
    OPERATIONS = "operations", "Operations"
    PERFORMANCE = "performance", "Performance"
    RELIABILITY = "reliability", "Reliability"


class AnalysisStatus(models.TextChoices):
    """Where an analysis run stands."""

    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


class FilterTier(models.TextChoices):
    """The stage of the filter that a suggestion failed."""

    PATTERN = "tier1", "Pattern"
    CONTEXT = "tier2", "Context"
    IMPACT = "tier3", "Impact"


class OverrideStatus(models.TextChoices):
    """Whether a person brought a filtered item back."""

    FILTERED = "filtered", "Filtered"
    RESTORED = "restored", "Restored"


class Calibration(models.TextChoices):
    """How people's feedback changes the confidence of a rule."""

    STEP = "step", "Steps"
    BETA = "beta", "Beta posterior"


class BlocklistKind(models.TextChoices):
    """What a pattern of a blocklist is compared with."""

    PATH = "path", "Path"
    TITLE = "title", "Title"
    RULE = "rule", "Rule of an analyser"


class SubagentType(models.TextChoices):
    """The kind of agent that a task of a PRD is for."""

    EXPLORE = "Explore", "Explore"
    GENERAL_PURPOSE = "general-purpose", "General purpose"
    BASH = "Bash", "Bash"
    CODE_REVIEWER = "code-reviewer", "Code reviewer"
    FRONTEND_DESIGN = "frontend-design", "Frontend design"
    PLAN = "Plan", "Plan"


SCORE_RANGE: Final = (1, 10)
"""Lowest and highest impact and effort score."""

COMPLEXITY_RANGE: Final = (1, 5)
"""Lowest and highest complexity."""

WAVES_BY_COMPLEXITY: Final[Mapping[int, int]] = {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}
"""How many waves the PRD of an item of each complexity has; a PRD of others is read too."""

QUICK_WIN_MINIMUM_IMPACT: Final = 7
QUICK_WIN_MAXIMUM_EFFORT: Final = 3
"""An item of at least this impact and at most this effort is a quick win."""

IMPACT_LABELS: Final = ((9, "critical"), (7, "high"), (5, "medium"), (1, "low"))
"""The lowest impact score that each label stands for."""

QUICK_WIN_BONUS: Final = 5
COMPANION_BONUS_LIMIT: Final = 3
"""What makes a `new` item more recommended than its priority alone says; see `recommended()`."""

RECOMMENDED_ITEMS: Final = 5
"""How many items are recommended at once."""

DECIDED_TOGETHER: Final = 10_000
"""How many items one decision covers at most: they are locked together."""
