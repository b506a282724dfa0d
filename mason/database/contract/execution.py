"""Runs, tasks, remote runs, logs and progress as documented."""

from typing import Final

from mason.database.contract.definitions import (
    COMPLETED_AT,
    CREATED_AT,
    ERROR_MESSAGE,
    IDENTIFIER,
    INTEGER,
    JSONB,
    STARTED_AT,
    TIMESTAMP,
    TOUCHED,
    UPDATED_AT,
    ZERO,
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

_RUN_STATUSES: Final = ("pending", "in_progress", "success", "failed", "cancelled")
_TASK_STATUSES: Final = ("pending", "in_progress", "completed", "failed", "skipped")
_SUBAGENTS: Final = (
    "Explore",
    "general-purpose",
    "Bash",
    "code-reviewer",
    "frontend-design",
    "Plan",
)
_PHASES: Final = ("site_review", "foundation", "building", "inspection", "complete")


def _count(name: str, default: str = ZERO) -> Column:
    return required(name, INTEGER, default=default)


def _validation(name: str) -> Column:
    return optional(name, check=OneOf(("pending", "running", "pass", "fail")))


def _text_list(name: str) -> Column:
    return required(name, "text[]", default="'{}'::text[]")


EXECUTION_RUNS: Final = Table(
    name=TABLES.pm_execution_runs,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        _count("item_count"),
        STARTED_AT,
        COMPLETED_AT,
        word("status", _RUN_STATUSES, default="pending"),
        ERROR_MESSAGE,
        _count("tasks_completed"),
        _count("tasks_failed"),
        _count("total_tasks"),
    ),
)

EXECUTION_TASKS: Final = Table(
    name=TABLES.pm_execution_tasks,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("run_id", TABLES.pm_execution_runs),
        reference("item_id", TABLES.pm_backlog_items, nullable=True),
        required("wave_number", INTEGER),
        required("task_number", INTEGER),
        required("description"),
        optional("subagent_type", check=OneOf(_SUBAGENTS)),
        word("status", _TASK_STATUSES, default="pending"),
        optional("started_at", TIMESTAMP),
        COMPLETED_AT,
        ERROR_MESSAGE,
        optional("result_summary"),
    ),
    triggers=frozenset({"notify_tasks"}),
)

REMOTE_EXECUTION_RUNS: Final = Table(
    name=TABLES.remote_execution_runs,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("user_id", TABLES.users, nullable=True),
        reference("repository_id", TABLES.github_repositories, nullable=True),
        required("item_ids", "uuid[]", default="'{}'::uuid[]"),
        _count("item_count"),
        required("branch_name"),
        required("base_branch", default="'main'::text"),
        optional("pr_url"),
        optional("pr_number", INTEGER),
        STARTED_AT,
        COMPLETED_AT,
        word("status", _RUN_STATUSES, default="pending"),
        ERROR_MESSAGE,
        _count("files_changed"),
        _count("lines_added"),
        _count("lines_removed"),
        optional("idempotency_key"),
        optional("idempotency_expires_at", TIMESTAMP),
        optional("item_results", JSONB),
        optional("success_count", INTEGER),
        optional("failure_count", INTEGER),
    ),
    uniques=(frozenset({"user_id", "idempotency_key"}),),
)

EXECUTION_LOGS: Final = Table(
    name=TABLES.execution_logs,
    columns=(
        IDENTIFIER,
        CREATED_AT,
        reference("execution_run_id", TABLES.remote_execution_runs),
        word("log_level", ("debug", "info", "warn", "error"), default="info"),
        required("message"),
        required("metadata", JSONB, default="'{}'::jsonb"),
    ),
)

EXECUTION_PROGRESS: Final = Table(
    name=TABLES.execution_progress,
    columns=(
        IDENTIFIER,
        reference("item_id", TABLES.pm_backlog_items),
        optional("run_id"),
        optional("current_phase", check=OneOf(_PHASES)),
        _count("current_wave", "1"),
        _count("total_waves", "4"),
        word("wave_status", ("pending", "in_progress", "completed"), default="pending"),
        optional("current_task"),
        _count("tasks_completed"),
        _count("tasks_total"),
        optional("current_file"),
        _text_list("files_touched"),
        _count("lines_changed"),
        _validation("validation_typescript"),
        _validation("validation_eslint"),
        _validation("validation_build"),
        _validation("validation_tests"),
        _text_list("inspector_findings"),
        _count("fix_iteration"),
        _count("max_iterations", "5"),
        STARTED_AT,
        UPDATED_AT,
        COMPLETED_AT,
    ),
    uniques=(frozenset({"item_id"}),),
    indexes=(Index(name="idx_mason_execution_progress_item", columns=("item_id",)),),
    triggers=TOUCHED | {"notify_progress"},
    publication="supabase_realtime",
)
