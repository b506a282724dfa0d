"""The 13 documented tables by name, each after the tables it refers to."""

from collections.abc import Mapping
from typing import Final

from mason.database.contract import accounts, backlog, execution
from mason.database.contract.definitions import Table

CONTRACT: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        accounts.USERS,
        accounts.API_KEYS,
        accounts.GITHUB_REPOSITORIES,
        accounts.AI_PROVIDER_KEYS,
        backlog.ANALYSIS_RUNS,
        backlog.BACKLOG_ITEMS,
        backlog.FILTERED_ITEMS,
        backlog.RESTORE_FEEDBACK,
        execution.EXECUTION_RUNS,
        execution.EXECUTION_TASKS,
        execution.REMOTE_EXECUTION_RUNS,
        execution.EXECUTION_LOGS,
        execution.EXECUTION_PROGRESS,
    )
}
