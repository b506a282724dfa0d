"""How a repository's items are executed."""

from uuid import UUID

from execution.models import ExecutionPolicy


def saved_policy(repository_id: UUID) -> ExecutionPolicy | None:
    """Give what was set for the repository, with who set it; None where nothing was."""
    rows = ExecutionPolicy.objects.filter(repository=repository_id)
    return rows.select_related("user").first()


def policy_of(repository_id: UUID) -> ExecutionPolicy:
    """Give how the repository's items are executed; the defaults, unsaved, if nothing was set."""
    return saved_policy(repository_id) or ExecutionPolicy(repository_id=repository_id)
