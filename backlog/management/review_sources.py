"""Where a review's suggestions come from, by the options of the command."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from accounts.choices import Provider
from accounts.models import GitHubRepository, User
from backlog.assistants.asking import Assistant
from backlog.assistants.choosing import AGENT, agent
from backlog.assistants.provider_keys import provider_assistant
from backlog.assistants.unasked import Unasked
from backlog.intake.analysis import Analysis
from backlog.intake.assisted.prompting import Subject
from backlog.intake.assisted.review import AssistedReview
from backlog.intake.checkout import Checkout
from backlog.intake.reading import Source
from backlog.intake.sarif import SarifFile
from backlog.intake.suggestions_document import SuggestionsSchema
from backlog.intake.suggestions_file import SuggestionsFile
from backlog.modes import ReviewMode
from backlog.sending.review import Limits, SendingReview, sending_review
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
    return AssistedReview(
        agent(options["agent_command"]),
        _subject(repository, mode, schema),
        schema,
        folder=checkout.path,
        at_once=settings.AGENT_AT_ONCE,
    )


def _provider_review(provider: Provider) -> MakeSource:
    """Give what makes the review by a provider's model, with the key of the backlog's user."""

    def make(
        options: Mapping[str, Any],
        checkout: Checkout,
        repository: GitHubRepository,
        mode: ReviewMode,
    ) -> SendingReview:
        schema = SuggestionsSchema(_schema())
        return sending_review(
            _model(provider, repository.user, asked=not options["dry_run"]),
            _subject(repository, mode, schema),
            schema,
            checkout,
            _limits(options),
        )

    return make


def _model(provider: Provider, user: User, *, asked: bool) -> Assistant:
    """Give the provider's assistant; nobody needs a key for what isn't asked."""
    return provider_assistant(provider, user=user) if asked else Unasked(provider.label)


def _limits(options: Mapping[str, Any]) -> Limits:
    return Limits(
        tokens=options["token_budget"] or settings.REVIEW_TOKEN_BUDGET,
        output_tokens=settings.PROVIDER_OUTPUT_TOKENS,
        at_once=settings.PROVIDER_AT_ONCE,
    )


def _subject(repository: GitHubRepository, mode: ReviewMode, schema: SuggestionsSchema) -> Subject:
    return Subject(
        repository=repository.github_full_name,
        mode=mode,
        schema=schema.content,
        known=known_work(repository),
    )


def _analysis(
    _: Mapping[str, Any], checkout: Checkout, __: GitHubRepository, ___: ReviewMode
) -> Analysis:
    return Analysis(checkout)


def _schema() -> Path:
    return Path(settings.BASE_DIR) / SCHEMA


ANALYSIS: Final = "analysis"
REVIEWERS: Final[Mapping[str, MakeSource]] = {
    ANALYSIS: _analysis,
    AGENT: agent_review,
    **{provider.value: _provider_review(provider) for provider in Provider},
}
"""What makes the source of each reviewer."""
