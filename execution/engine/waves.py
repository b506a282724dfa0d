"""The waves of a plan: one after the other, the tasks of each at the same time up to a limit."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

from backlog.prd.document import PlannedTask, Wave
from execution.choices import LogLevel, Phase, WaveStatus
from execution.engine.agents import ask_agent
from execution.engine.exceptions import ExecutionFailed
from execution.engine.prompts import task_prompt
from execution.engine.work import Work
from execution.models import ExecutionTask
from execution.services.progress import Report


@dataclass(slots=True)
class _Done:
    """What the tasks so far came to, by their numbers."""

    results: list[tuple[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


def work_through(work: Work) -> None:
    """Do all tasks; raises ExecutionFailed when one of a wave failed, after the wave."""
    rows = work.record.plan(work.plan.waves)
    done, place = _Done(), 0
    for wave in work.plan.waves:
        planned = rows[place : place + len(wave.tasks)]
        place += len(wave.tasks)
        _do_wave(work, wave, planned, done)


def _do_wave(work: Work, wave: Wave, rows: Sequence[ExecutionTask], done: _Done) -> None:
    phase = Phase.FOUNDATION if wave.number == 1 else Phase.BUILDING
    work.record.progress(
        Report(current_phase=phase, current_wave=wave.number, wave_status=WaveStatus.IN_PROGRESS)
    )
    work.record.log(f"Wave {wave.number} begins: {wave.name}")
    earlier = tuple(done.results)
    with ThreadPoolExecutor(work.policy.tasks_at_once) as pool:
        futures = [
            pool.submit(_do_task, work, wave, task, row, earlier, done)
            for task, row in zip(wave.tasks, rows, strict=True)
        ]
    errors = [error for future in futures if (error := future.exception())]
    failed = [error for error in errors if isinstance(error, ExecutionFailed)]
    # What isn't a task's failure goes first: the attempt is to end, or something is broken.
    for error in [one for one in errors if one not in failed] + failed:
        raise error
    work.record.progress(Report(wave_status=WaveStatus.COMPLETED))


def _do_task(
    work: Work,
    wave: Wave,
    task: PlannedTask,
    row: ExecutionTask,
    earlier: Sequence[tuple[str, str]],
    done: _Done,
) -> None:
    try:
        summary = _carried_out(work, wave, task, row, earlier)
        with done.lock:  # until it is reported, so that a smaller number is never the last
            done.results.append((task.number, summary))
            work.record.end_task(row.pk, summary=summary)
            work.record.progress(Report(tasks_completed=len(done.results)))
        work.record.log(f"Task {task.number} is done.")
    finally:
        connection.close()


def _carried_out(
    work: Work,
    wave: Wave,
    task: PlannedTask,
    row: ExecutionTask,
    earlier: Sequence[tuple[str, str]],
) -> str:
    """Ask the agent, and give its summary; raises ExecutionFailed or Stopped."""
    work.hold.check()
    work.record.begin_task(row.pk)
    work.record.progress(Report(current_task=f"{task.number} {task.description}"))
    work.record.log(f"Task {task.number} begins ({task.subagent}): {task.description}")
    try:
        return ask_agent(work, task_prompt(work.item, wave, task, earlier), subagent=task.subagent)
    except ExecutionFailed as error:
        work.record.log(f"Task {task.number} failed: {error}", level=LogLevel.ERROR)
        work.record.end_task(row.pk, error_message=str(error))
        raise ExecutionFailed(f"Task {task.number} failed: {error}") from error
