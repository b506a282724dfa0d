"""What a worker does besides its attempts doesn't keep it from looking after them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from backlog.models import BacklogItem
from execution.choices import AttemptStatus
from execution.models import Attempt
from tests.attempts import held
from tests.concurrency import meanwhile, somebody_waits
from tests.executing import attempt_of, has_ended
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
    import pathlib, time
    deadline = time.monotonic() + 60
    while not pathlib.Path("GO").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    pathlib.Path("done.txt").write_text("done")
"""


def test_signs_of_life_are_given_while_a_lost_attempt_cant_be_brought_back(place, settings):
    settings.EXECUTION_SILENT_SECONDS = 2
    place.set_agent(WAITING.replace("GO", str(place.note("go"))))
    lost, _ = held()
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    running = Attempt.objects.filter(pk=attempt_of(item).pk, status=AttemptStatus.RUNNING)
    past = timezone.now() - timedelta(hours=1)
    silence = partial(
        Attempt.objects.filter(pk=lost.pk).update, heartbeat_at=past, cancel_requested_at=past
    )

    with ThreadPoolExecutor(2) as pool:
        working = pool.submit(meanwhile, lambda: place.worker().run(has_ended(run)))
        eventually(running.exists)
        with transaction.atomic():
            BacklogItem.objects.select_for_update(of=("self",)).get(pk=lost.item_id)
            pool.submit(meanwhile, silence).result()
            eventually(somebody_waits)
            told_at = running.get().heartbeat_at
            eventually(running.filter(heartbeat_at__gt=told_at).exists)
        place.note("go").touch()
        working.result()

    lost.refresh_from_db()
    assert lost.status == AttemptStatus.CANCELLED
