"""The backlog's tables in the admin."""

from backlog.admin.blocklist import BlocklistPatternAdmin
from backlog.admin.feedback import RestoreFeedbackAdmin
from backlog.admin.filtered import FilteredItemAdmin
from backlog.admin.items import BacklogItemAdmin
from backlog.admin.policies import FilterPolicyAdmin
from backlog.admin.repositories import ReviewedRepositoryAdmin
from backlog.admin.reviews import AnalysisRunAdmin

__all__ = [
    "AnalysisRunAdmin",
    "BacklogItemAdmin",
    "BlocklistPatternAdmin",
    "FilterPolicyAdmin",
    "FilteredItemAdmin",
    "RestoreFeedbackAdmin",
    "ReviewedRepositoryAdmin",
]
