"""Users, API keys, repositories and provider keys as documented."""

from typing import Final

from mason.database.contract.definitions import (
    BOOLEAN,
    CREATED_AT,
    IDENTIFIER,
    TIMESTAMP,
    TOUCHED,
    UPDATED_AT,
    UUID,
    Index,
    OneOf,
    Table,
    optional,
    reference,
    required,
)
from mason.tables import TABLES

USERS: Final = Table(
    name=TABLES.users,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        UPDATED_AT,
        required("github_id"),
        required("github_username"),
        optional("github_email"),
        optional("github_avatar_url"),
        optional("default_repository_id", UUID),
        required("is_active", BOOLEAN, default="true"),
        # Django's own four.
        required(
            "password", "character varying(128)", default="'!'::character varying", secret=True
        ),
        optional("last_login", TIMESTAMP),
        required("is_staff", BOOLEAN, default="false"),
        required("is_superuser", BOOLEAN, default="false"),
    ),
    uniques=(frozenset({"github_id"}),),
    triggers=TOUCHED,
)

API_KEYS: Final = Table(
    name=TABLES.api_keys,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("user_id", TABLES.users, on_delete="CASCADE"),
        required("name", default="'Default'::text"),
        required("key_hash", secret=True),
        required("key_prefix"),
        optional("last_used_at", TIMESTAMP),
    ),
    uniques=(frozenset({"key_hash"}),),
    indexes=(Index(name="idx_mason_api_keys_key_hash", columns=("key_hash",)),),
)

GITHUB_REPOSITORIES: Final = Table(
    name=TABLES.github_repositories,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        UPDATED_AT,
        reference("user_id", TABLES.users, on_delete="CASCADE"),
        required("github_repo_id", "bigint"),
        required("github_owner"),
        required("github_name"),
        required("github_full_name"),
        required("github_default_branch", default="'main'::text"),
        required("github_private", BOOLEAN, default="false"),
        required("github_clone_url"),
        required("github_html_url"),
        required("is_active", BOOLEAN, default="true"),
        optional("last_synced_at", TIMESTAMP),
    ),
    uniques=(frozenset({"user_id", "github_repo_id"}),),
    triggers=TOUCHED,
)

AI_PROVIDER_KEYS: Final = Table(
    name=TABLES.ai_provider_keys,
    columns=(
        IDENTIFIER,
        reference("user_id", TABLES.users),
        required("provider", check=OneOf(("anthropic", "openai"))),
        required("api_key", secret=True),
        CREATED_AT,
        UPDATED_AT,
    ),
    uniques=(frozenset({"user_id", "provider"}),),
    triggers=TOUCHED,
)
