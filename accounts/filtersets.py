"""What may be asked of the lists of accounts."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from accounts.choices import Provider
from accounts.exceptions import BadRemote
from accounts.filters import (
    ChoicesFilter,
    IdFilter,
    ListFilter,
    ResourceFilterSet,
    TextField,
    TextFilter,
    TruthFilter,
    before,
    since,
)
from accounts.remotes import REMOTE_PATTERN, parse_remote


class RemoteField(TextField):
    """Any form of a git remote."""

    expected = "Give owner/name, https://github.com/owner/name or git@github.com:owner/name.git."

    def parsed(self, text: str) -> str:
        """Read the remote."""
        try:
            parse_remote(text)
        except BadRemote as error:
            raise ValueError(self.expected) from error
        return super().parsed(text)


class RemoteFilter(TextFilter):
    """Repositories that a git remote names, in any case."""

    field_class = RemoteField
    schema: Mapping[str, Any] = {**TextFilter.schema, "pattern": REMOTE_PATTERN}

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Keep the repositories of this remote."""
        rows: Any = qs
        found: QuerySet[Any] = rows.of_remote(value) if value else rows
        return found


class OwnedFilters(ResourceFilterSet):
    """What lists of rows that belong to a user are filtered by."""

    user_id = IdFilter("user", about="Only rows of this user.")
    created_since = since("created_at")
    created_before = before("created_at")


class APIKeyFilters(OwnedFilters):
    """What lists of API keys are filtered by."""

    last_used_since = since("last_used_at")
    last_used_before = before("last_used_at")


class ProviderKeyFilters(OwnedFilters):
    """What lists of provider keys are filtered by."""

    provider = ChoicesFilter("provider", values=Provider.values, about="Whose models.")
    updated_since = since("updated_at")


class RepositoryFilters(OwnedFilters):
    """What lists of repositories are filtered by."""

    remote: ListFilter = RemoteFilter(
        "github_full_name", about="Any form of the git remote, in any case."
    )
    github_owner = TextFilter("github_owner", "iexact", about="The owner, in any case.")
    is_active = TruthFilter("is_active", about="Taking part, or not.")
    github_private = TruthFilter("github_private", about="Private at its host, or not.")
    updated_since = since("updated_at")
    updated_before = before("updated_at")
