"""Rows as a writer makes them who knows nothing but the documented columns."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Row = dict[str, Any]


def _id(table: int) -> UUID:
    return UUID(int=table)


THEN = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
USER, REPOSITORY, ANALYSIS, ITEM, FILTERED, RUN, REMOTE = map(_id, range(1, 8))
LATER = {
    "mason_api_keys": _id(8),
    "mason_ai_provider_keys": _id(9),
    "mason_pm_restore_feedback": _id(10),
    "mason_pm_execution_tasks": _id(11),
    "mason_execution_logs": _id(12),
    "mason_execution_progress": _id(13),
}
SUGGESTION = {"title": "Cache the list", "problem": "It is slow.", "solution": "Cache it."}

LEAST: dict[str, Row] = {
    "mason_users": {"github_id": "1", "github_username": "octocat"},
    "mason_api_keys": {"user_id": USER, "key_hash": "hash", "key_prefix": "mason_ab"},
    "mason_github_repositories": {
        "user_id": USER,
        "github_repo_id": 1,
        "github_owner": "octocat",
        "github_name": "hello",
        "github_full_name": "octocat/hello",
        "github_clone_url": "https://example.com/hello.git",
        "github_html_url": "https://example.com/hello",
    },
    "mason_pm_analysis_runs": {},
    "mason_pm_backlog_items": SUGGESTION,
    "mason_pm_filtered_items": SUGGESTION
    | {
        "type": "backend",
        "area": "backend",
        "impact_score": 3,
        "effort_score": 4,
        "filter_reason": "vague_solution: names nothing",
        "filter_confidence": Decimal("0.80"),
    },
    "mason_pm_execution_runs": {},
    "mason_pm_execution_tasks": {
        "run_id": RUN,
        "wave_number": 1,
        "task_number": 1,
        "description": "Look around.",
    },
    "mason_remote_execution_runs": {"branch_name": "mason/cache"},
    "mason_execution_logs": {"execution_run_id": REMOTE, "message": "Started."},
    "mason_execution_progress": {"item_id": ITEM},
    "mason_ai_provider_keys": {"user_id": USER, "provider": "openai", "api_key": "encrypted"},
    "mason_pm_restore_feedback": {
        "filtered_item_id": FILTERED,
        "filter_tier": "tier3",
        "filter_reason": "vague_solution: names nothing",
        "restored_at": THEN,
    },
}
"""For each table, only the columns that may not be NULL and have no default."""

_MADE: Row = {"created_at": THEN}
_UPDATED: Row = _MADE | {"updated_at": THEN}
_TIMES: Row = {"started_at": THEN, "completed_at": THEN}

ALL: dict[str, Row] = {
    "mason_users": LEAST["mason_users"]
    | _UPDATED
    | {
        "id": USER,
        "github_email": "octocat@example.com",
        "github_avatar_url": "https://example.com/octocat.png",
        "default_repository_id": REPOSITORY,
        "is_active": False,
    },
    "mason_api_keys": LEAST["mason_api_keys"]
    | _MADE
    | {"id": LATER["mason_api_keys"], "name": "Laptop", "last_used_at": THEN},
    "mason_github_repositories": LEAST["mason_github_repositories"]
    | _UPDATED
    | {
        "id": REPOSITORY,
        "github_repo_id": 2**62,
        "github_default_branch": "trunk",
        "github_private": True,
        "is_active": False,
        "last_synced_at": THEN,
    },
    "mason_pm_analysis_runs": _MADE
    | _TIMES
    | {
        "id": ANALYSIS,
        "user_id": USER,
        "repository_id": REPOSITORY,
        "mode": "area:auth",
        "items_found": 3,
        "status": "failed",
        "error_message": "It broke.",
    },
    "mason_pm_backlog_items": SUGGESTION
    | _UPDATED
    | {
        "id": ITEM,
        "user_id": USER,
        "repository_id": REPOSITORY,
        "analysis_run_id": ANALYSIS,
        "area": "frontend",
        "type": "discovery",
        "complexity": 5,
        "impact_score": 10,
        "effort_score": 1,
        "benefits": [{"category": "performance", "title": "Faster"}],
        "status": "in_progress",
        "branch_name": "mason/cache",
        "pr_url": "https://example.com/pull/1",
        "prd_content": "# PRD: Cache the list",
        "prd_generated_at": THEN,
    },
    "mason_pm_filtered_items": LEAST["mason_pm_filtered_items"]
    | _MADE
    | {
        "id": FILTERED,
        "complexity": 1,
        "benefits": [],
        "filter_tier": "tier3",
        "evidence": "No file is named.",
        "analysis_run_id": ANALYSIS,
        "override_status": "restored",
        "repository_id": REPOSITORY,
    },
    "mason_pm_execution_runs": _MADE
    | _TIMES
    | {
        "id": RUN,
        "item_count": 1,
        "status": "cancelled",
        "error_message": "Stopped.",
        "tasks_completed": 1,
        "tasks_failed": 2,
        "total_tasks": 3,
    },
    "mason_pm_execution_tasks": LEAST["mason_pm_execution_tasks"]
    | _MADE
    | _TIMES
    | {
        "id": LATER["mason_pm_execution_tasks"],
        "item_id": ITEM,
        "subagent_type": "general-purpose",
        "status": "skipped",
        "error_message": "none",
        "result_summary": "Nothing to do.",
    },
    "mason_remote_execution_runs": _MADE
    | _TIMES
    | {
        "id": REMOTE,
        "user_id": USER,
        "repository_id": REPOSITORY,
        "item_ids": [ITEM],
        "item_count": 1,
        "branch_name": "mason/cache",
        "base_branch": "trunk",
        "pr_url": "https://example.com/pull/1",
        "pr_number": 1,
        "status": "success",
        "error_message": "none",
        "files_changed": 1,
        "lines_added": 2,
        "lines_removed": 3,
        "idempotency_key": "once",
        "idempotency_expires_at": THEN,
        "item_results": [{"item": str(ITEM), "ok": True}],
        "success_count": 1,
        "failure_count": 0,
    },
    "mason_execution_logs": LEAST["mason_execution_logs"]
    | _MADE
    | {"id": LATER["mason_execution_logs"], "log_level": "debug", "metadata": {"line": 1}},
    "mason_execution_progress": _TIMES
    | {
        "id": LATER["mason_execution_progress"],
        "item_id": ITEM,
        "run_id": "batch-1",
        "current_phase": "inspection",
        "current_wave": 2,
        "total_waves": 3,
        "wave_status": "in_progress",
        "current_task": "Run the tests.",
        "tasks_completed": 1,
        "tasks_total": 2,
        "current_file": "cache.py",
        "files_touched": ["cache.py", "a, b.py"],
        "lines_changed": 3,
        "validation_typescript": "pending",
        "validation_eslint": "running",
        "validation_build": "pass",
        "validation_tests": "fail",
        "inspector_findings": ["A finding"],
        "fix_iteration": 1,
        "max_iterations": 2,
        "updated_at": THEN,
    },
    "mason_ai_provider_keys": LEAST["mason_ai_provider_keys"]
    | _UPDATED
    | {"id": LATER["mason_ai_provider_keys"]},
    "mason_pm_restore_feedback": LEAST["mason_pm_restore_feedback"]
    | _MADE
    | {"id": LATER["mason_pm_restore_feedback"]},
}
"""For each table, every documented column that can be written."""
