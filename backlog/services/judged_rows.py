"""The rows that a judged suggestion becomes."""

from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.intake.tree import Tree
from backlog.judging.verdict import Objection, Verdict
from backlog.models import AnalysisRun, BacklogItem, FilteredItem
from mason.database.returned_rows import loaded

FILES_DIGESTED: Final = 20
"""How many of a suggestion's files are compared when it is seen again."""

_LATER: Final = dict.fromkeys(("branch_name", "pr_url", "prd_content", "prd_generated_at"))
"""What an item gets as it is carried out."""


def item_of(
    suggestion: Suggestion, repository: GitHubRepository, run: AnalysisRun, now: datetime
) -> BacklogItem:
    """Make the item of a suggestion that passed; the caller inserts it."""
    values = {
        "id": uuid4(),
        "created_at": now,
        "updated_at": now,
        "user_id": repository.user_id,
        "repository_id": repository.pk,
        "analysis_run_id": run.pk,
        "status": ItemStatus.NEW.value,
        **_LATER,
        **_columns(suggestion),
    }
    return loaded(BacklogItem, values, repository=repository, analysis_run=run)


def filtered_item_of(
    suggestion: Suggestion, repository: GitHubRepository, run: AnalysisRun, objection: Objection
) -> FilteredItem:
    """Make the filtered item of a suggestion that a rule refused."""
    return FilteredItem(
        repository=repository,
        analysis_run=run,
        filter_reason=objection.reason,
        filter_tier=objection.tier,
        filter_confidence=objection.confidence,
        evidence=objection.evidence,
        **_columns(suggestion),
    )


def judgement_of(
    suggestion: Suggestion,
    verdict: Verdict,
    *,
    repository: GitHubRepository,
    judged_at: datetime,
    tree: Tree | None,
    is_exempt: bool,
    item_id: UUID | None = None,
    filtered_item_id: UUID | None = None,
) -> dict[str, object]:
    """Give the columns of the judgement of one of these rows."""
    filtering = None if is_exempt else verdict.filtering
    return {
        "repository_id": repository.pk,
        "item_id": item_id,
        "filtered_item_id": filtered_item_id,
        "judged_at": judged_at,
        "files": suggestion.files,
        "analyser_rule": suggestion.rule,
        "file_digests": digests_of(suggestion, tree),
        "objections": [recorded_objection(one) for one in verdict.objections],
        "silent": {"no_checkout": verdict.unasked, "off": verdict.off},
        "filtered_by": filtering.code if filtering else None,
        "is_exempt": is_exempt,
        "repeats_id": filtering.repeats if filtering else None,
    }


def digests_of(suggestion: Suggestion, tree: Tree | None) -> dict[str, str]:
    """Give git's hashes of the suggestion's first files; none without a checkout."""
    if tree is None:
        return {}
    return dict(tree.digests(islice(suggestion.files, FILES_DIGESTED)))


def recorded_objection(objection: Objection) -> dict[str, Any]:
    """Give an objection as JSON keeps it: numbers as texts of two digits."""
    return {
        "code": objection.code,
        "tier": objection.tier.value,
        "stated": str(objection.stated),
        "confidence": str(objection.confidence),
        "floor": str(objection.floor),
        "at_most": str(objection.at_most) if objection.at_most is not None else None,
        "sentence": objection.sentence,
        "evidence": objection.evidence,
        "restores": objection.restores,
        "confirmations": objection.confirmations,
        "repeats": str(objection.repeats) if objection.repeats else None,
    }


def _columns(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "title": suggestion.title,
        "problem": suggestion.problem,
        "solution": suggestion.solution,
        "area": suggestion.area,
        "type": suggestion.type,
        "complexity": suggestion.complexity,
        "impact_score": suggestion.impact_score,
        "effort_score": suggestion.effort_score,
        "benefits": [asdict(benefit) for benefit in suggestion.benefits],
    }
