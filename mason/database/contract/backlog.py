"""Analysis runs, backlog items, filtered items and feedback as documented."""

from typing import Final

from mason.database.contract.definitions import (
    COMPLETED_AT,
    CREATED_AT,
    EMPTY_LIST,
    ERROR_MESSAGE,
    IDENTIFIER,
    INTEGER,
    JSONB,
    STARTED_AT,
    TIMESTAMP,
    TOUCHED,
    UPDATED_AT,
    ZERO,
    Between,
    Column,
    Index,
    OneOf,
    Table,
    optional,
    reference,
    required,
    word,
)
from mason.tables import TABLES

ANALYSIS_RUNS: Final = Table(
    name=TABLES.pm_analysis_runs,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("user_id", TABLES.users, nullable=True),
        reference("repository_id", TABLES.github_repositories, nullable=True),
        required("mode", default="'full'::text"),
        required("items_found", INTEGER, default=ZERO),
        STARTED_AT,
        COMPLETED_AT,
        word("status", ("in_progress", "completed", "failed"), default="in_progress"),
        ERROR_MESSAGE,
    ),
)

BACKLOG_ITEMS: Final = Table(
    name=TABLES.pm_backlog_items,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        UPDATED_AT,
        reference("user_id", TABLES.users, nullable=True),
        reference("repository_id", TABLES.github_repositories, nullable=True),
        reference("analysis_run_id", TABLES.pm_analysis_runs, nullable=True),
        required("title"),
        required("problem"),
        required("solution"),
        optional("area", check=OneOf(("frontend", "backend"))),
        optional("type", check=OneOf(("dashboard", "discovery", "auth", "backend"))),
        optional("complexity", INTEGER, check=Between(1, 5)),
        optional("impact_score", INTEGER, check=Between(1, 10)),
        optional("effort_score", INTEGER, check=Between(1, 10)),
        Column(
            name="priority_score",
            type=INTEGER,
            nullable=True,
            generated="((impact_score * 2) - effort_score)",
        ),
        required("benefits", JSONB, default=EMPTY_LIST),
        word(
            "status",
            ("new", "approved", "in_progress", "completed", "deferred", "rejected"),
            default="new",
        ),
        optional("branch_name"),
        optional("pr_url"),
        optional("prd_content"),
        optional("prd_generated_at", TIMESTAMP),
    ),
    indexes=(
        Index(name="idx_mason_pm_backlog_items_repository_id", columns=("repository_id",)),
        Index(name="idx_mason_pm_backlog_items_status", columns=("status",)),
    ),
    triggers=TOUCHED
    | {"allowed_moves", "status_history", "creation_history", "text_history", "notify_execution"},
)

FILTERED_ITEMS: Final = Table(
    name=TABLES.pm_filtered_items,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        required("title"),
        required("problem"),
        required("solution"),
        required("type"),
        required("area"),
        required("impact_score", INTEGER),
        required("effort_score", INTEGER),
        required("complexity", INTEGER, default="2"),
        required("benefits", JSONB, default=EMPTY_LIST),
        required("filter_reason"),
        optional("filter_tier", check=OneOf(("tier1", "tier2", "tier3"))),
        required("filter_confidence", "numeric(3,2)", check=Between(0, 1)),
        optional("evidence"),
        reference("analysis_run_id", TABLES.pm_analysis_runs, nullable=True),
        word("override_status", ("filtered", "restored"), default="filtered"),
        reference("repository_id", TABLES.github_repositories, nullable=True),
    ),
)

RESTORE_FEEDBACK: Final = Table(
    name=TABLES.pm_restore_feedback,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("filtered_item_id", TABLES.pm_filtered_items),
        required("filter_tier"),
        required("filter_reason"),
        required("restored_at", TIMESTAMP),
    ),
)
