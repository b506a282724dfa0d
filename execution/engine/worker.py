"""A worker: takes jobs from the queue and carries their attempts out until it is told to stop."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker as QueueWorker

from accounts.models import GitHubRepository
from execution.engine.connector import patient_connector
from execution.engine.hands import Hands
from execution.engine.machine import Machine
from execution.engine.upkeep import BEATS_OF_SILENCE, Upkeep
from execution.models import Attempt
from execution.services.deferring import TASK, queue_of
from execution.services.recovering import bring_back, find_interrupted, queue_forgotten

logger: Final = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
LOOKS_SECONDS: Final = 0.3
FORGOTTEN_AFTER_SECONDS: Final = 7 * 24 * 3600.0
"""After so long without a sign of life a worker's row in the queue goes."""


class Worker:
    """Works with `at_once` attempts at the same time, of one run or all, until it is stopped."""

    def __init__(self, folder: Path, *, at_once: int, run_id: UUID | None = None) -> None:
        self._machine = Machine(folder)
        self._hands = Hands(self._machine)
        self._at_once = at_once
        self._queues = None if run_id is None else [queue_of(run_id)]
        self._is_to_stop = threading.Event()

    def stop(self) -> None:
        """Let go of everything: attempts in hand wait for another worker.

        From any thread, and from a signal's handler: that may interrupt whoever has a lock.
        """
        self._is_to_stop.set()
        threading.Thread(target=self._hands.let_go, name="letting go").start()

    def run(self, is_done: Callable[[], bool] = lambda: False) -> None:
        """Bring back what an earlier process left, then work; returns when all has ended."""
        self._machine.clean()
        for one in find_interrupted(self._machine.name, self._machine.is_dead):
            bring_back(one)
        queue_forgotten()
        upkeep = Upkeep(self._machine, self._hands)
        upkeep.start()
        try:
            asyncio.run(self._work(is_done))
        finally:
            self._hands.let_go()
            upkeep.stop()

    async def _work(self, is_done: Callable[[], bool]) -> None:
        threads = ThreadPoolExecutor(self._at_once + 4, "attempt")
        asyncio.get_running_loop().set_default_executor(threads)
        app = self._app()
        async with app.open_async():
            worker = QueueWorker(
                app,
                queues=self._queues,
                concurrency=self._at_once,
                fetch_job_polling_interval=POLL_SECONDS,
                listen_notify=False,
                install_signal_handlers=False,
                delete_jobs=DeleteJobCondition.ALWAYS,
                update_heartbeat_interval=settings.EXECUTION_SILENT_SECONDS / BEATS_OF_SILENCE,
                # A worker that was suspended must find itself again; its jobs are removed earlier.
                stalled_worker_timeout=FORGOTTEN_AFTER_SECONDS,
            )
            working = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
            try:
                await self._until_done(working, is_done)
            finally:
                self._hands.let_go()
                worker.stop()  # type: ignore[no-untyped-call]
                await self._ended(working)

    async def _until_done(self, working: asyncio.Task[None], is_done: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "looking") as looking:
            while not working.done() and not self._is_to_stop.is_set():
                await asyncio.wait([working], timeout=LOOKS_SECONDS)
                if await loop.run_in_executor(looking, is_done):
                    break
            await loop.run_in_executor(looking, connections.close_all)

    async def _ended(self, working: asyncio.Task[None]) -> None:
        try:
            await working
        except ConnectorException as error:
            if not self._is_to_stop.is_set():
                raise
            logger.warning("The queue can't be told that the worker ends: %s", error.__cause__)

    def _app(self) -> App:
        app = DjangoApp(connector=patient_connector(self._is_to_stop))
        hands = self._hands

        @app.task(name=TASK)
        def carry_out(attempt_id: str) -> None:
            hands.carry_out(UUID(attempt_id))

        return app


def interrupted_runs(folder: Path, repository: GitHubRepository) -> list[UUID]:
    """Give a repository's runs whose worker ended without a word, on this machine or long ago."""
    machine = Machine(folder)
    found = find_interrupted(machine.name, machine.is_dead)
    held = [one.holder.attempt_id for one in found]
    attempts = Attempt.objects.filter(pk__in=held, item__repository=repository)
    return list(attempts.order_by("run").values_list("run", flat=True).distinct())
