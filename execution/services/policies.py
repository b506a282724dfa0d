"""How a repository's items are executed."""

from uuid import UUID

from execution.models import ExecutionPolicy


def policy_of(repository_id: UUID) -> ExecutionPolicy:
    """Give the policy of a repository, one with the defaults where none was saved."""
    found = ExecutionPolicy.objects.filter(pk=repository_id).first()
    return found or ExecutionPolicy(repository_id=repository_id)
