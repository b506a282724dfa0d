"""Accounts as JSON."""

from rest_framework import serializers

from accounts.models import GitHubRepository


class RepositorySerializer(serializers.ModelSerializer[GitHubRepository]):
    """What an agent needs to find and clone a repository."""

    class Meta:
        model = GitHubRepository
        fields = [
            "id",
            "github_repo_id",
            "github_owner",
            "github_name",
            "github_full_name",
            "github_default_branch",
            "github_private",
            "github_clone_url",
            "github_html_url",
            "last_synced_at",
        ]
        read_only_fields = fields
