"""Saying how far the work on an item is."""

from typing import Annotated

from mcp.types import CallToolResult

from mason.mcp_server.answers import Progress
from mason.mcp_server.arguments import (
    LEFT_OUT,
    Count,
    CurrentPhase,
    CurrentWaveStatus,
    ItemId,
    RunId,
    Text,
    Texts,
    Validation,
    Wave,
)
from mason.mcp_server.asking import MasonContext, post
from mason.mcp_server.registering import writing


async def report_progress(  # noqa: PLR0913 - the columns of the progress
    context: MasonContext,
    *,
    item_id: ItemId,
    run_id: RunId,
    current_phase: CurrentPhase = LEFT_OUT,
    current_wave: Wave = LEFT_OUT,
    total_waves: Wave = LEFT_OUT,
    wave_status: CurrentWaveStatus = LEFT_OUT,
    current_task: Text = LEFT_OUT,
    tasks_completed: Count = LEFT_OUT,
    tasks_total: Count = LEFT_OUT,
    current_file: Text = LEFT_OUT,
    files_touched: Texts = LEFT_OUT,
    lines_changed: Count = LEFT_OUT,
    validation_typescript: Validation = LEFT_OUT,
    validation_eslint: Validation = LEFT_OUT,
    validation_build: Validation = LEFT_OUT,
    validation_tests: Validation = LEFT_OUT,
    inspector_findings: Texts = LEFT_OUT,
    fix_iteration: Count = LEFT_OUT,
) -> Annotated[CallToolResult, Progress]:
    """Say how far an item is that you carry out; what you leave out stays as it was.

    Do it at every step, at least every 10 minutes: after 15 without a report the item is lost.
    """
    given = {name: value for name, value in locals().items() if name != "context"}
    return await post(context, "execution-progress", given)


TOOLS = (writing(report_progress, repeatable=True),)
