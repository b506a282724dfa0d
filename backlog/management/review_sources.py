"""Where a review's suggestions come from, by the options of the command."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from accounts.models import GitHubRepository
from backlog.assistants.choosing import AGENT, agent
from backlog.intake.analysis import Analysis
from backlog.intake.assisted.prompting import Subject
from backlog.intake.assisted.review import AssistedReview
from backlog.intake.checkout import Checkout
from backlog.intake.reading import Source
from backlog.intake.sarif import SarifFile
from backlog.intake.suggestions_document import SuggestionsSchema
from backlog.intake.suggestions_file import SuggestionsFile
from backlog.modes import ReviewMode
from backlog.services.known_work import known_work

SCHEMA: Final = Path("docs") / "suggestions.schema.json"
"""Where the schema of Mason's own suggestions is, from the project's folder."""

type MakeSource = Callable[[Mapping[str, Any], Checkout, GitHubRepository, ReviewMode], Source]


def source_of(
    options: Mapping[str, Any], checkout: Checkout, repository: GitHubRepository, mode: ReviewMode
) -> Source:
    """Give the source; raises AssistantError or IntakeError for one that isn't there."""
    if options["sarif"] is not None:
        return SarifFile(options["sarif"], checkout=checkout)
    if options["suggestions"] is not None:
        return SuggestionsFile(options["suggestions"], schema=_schema())
    return REVIEWERS[options["reviewer"]](options, checkout, repository, mode)


def agent_review(
    options: Mapping[str, Any], checkout: Checkout, repository: GitHubRepository, mode: ReviewMode
) -> AssistedReview:
    """Give the review by the command line agent; raises AgentNotConfigured."""
    schema = SuggestionsSchema(_schema())
    subject = Subject(
        repository=repository.github_full_name,
        mode=mode,
        schema=schema.content,
        known=known_work(repository),
    )
    return AssistedReview(
        agent(options["agent_command"]),
        subject,
        schema,
        folder=checkout.path,
        at_once=settings.AGENT_AT_ONCE,
    )


def _analysis(
    _: Mapping[str, Any], checkout: Checkout, __: GitHubRepository, ___: ReviewMode
) -> Analysis:
    return Analysis(checkout)


def _schema() -> Path:
    return Path(settings.BASE_DIR) / SCHEMA


ANALYSIS: Final = "analysis"
REVIEWERS: Final[Mapping[str, MakeSource]] = {ANALYSIS: _analysis, AGENT: agent_review}
"""What makes the source of each reviewer."""
