"""The names of the 13 documented tables."""

from typing import Final, NamedTuple


class TableNames(NamedTuple):
    """One field for each documented table; the value is its name in PostgreSQL."""

    users: str = "mason_users"
    api_keys: str = "mason_api_keys"
    github_repositories: str = "mason_github_repositories"
    pm_backlog_items: str = "mason_pm_backlog_items"
    pm_analysis_runs: str = "mason_pm_analysis_runs"
    pm_filtered_items: str = "mason_pm_filtered_items"
    pm_execution_runs: str = "mason_pm_execution_runs"
    pm_execution_tasks: str = "mason_pm_execution_tasks"
    remote_execution_runs: str = "mason_remote_execution_runs"
    execution_logs: str = "mason_execution_logs"
    execution_progress: str = "mason_execution_progress"
    ai_provider_keys: str = "mason_ai_provider_keys"
    pm_restore_feedback: str = "mason_pm_restore_feedback"


TABLES: Final = TableNames()
