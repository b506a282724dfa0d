"""The accounts tables in the admin, and what the admin of every app is built on."""

from accounts.admin.api_keys import APIKeyAdmin
from accounts.admin.provider_keys import AIProviderKeyAdmin
from accounts.admin.repositories import GitHubRepositoryAdmin
from accounts.admin.signing_in import LoginForm
from accounts.admin.users import UserAdmin

__all__ = [
    "AIProviderKeyAdmin",
    "APIKeyAdmin",
    "GitHubRepositoryAdmin",
    "LoginForm",
    "UserAdmin",
]
