"""GitHub can't be reached while items are published, for a while or until their time is used up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from execution.models import Attempt, AttemptLine
from tests.crash_outcomes import branches_of, completed, outcome_of, wait_until_ended
from tests.crashing import Held, Scene
from tests.git_remotes import make_remote
from tests.outside_lines import line_to
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

BUDGET = timedelta(seconds=15)


def has_logged(held: Held, words: str) -> bool:
    return AttemptLine.objects.filter(attempt__item=held.item, message__contains=words).exists()


def test_what_cannot_be_published_for_a_while_is_published_once(scene: Scene) -> None:
    held = scene.hold("validation")
    away = scene.remote.path.with_name("away.git")
    port = int(scene.github.url.rpartition(":")[2])
    with line_to(("127.0.0.1", port)) as api:
        address = f"http://127.0.0.1:{api.port}"
        with scene.worker(GITHUB_API_URL=address) as worker:
            scene.gates.wait("validation")
            scene.remote.path.rename(away)
            api.cut()
            scene.gates.open()
            eventually(lambda: has_logged(held, "Trying again in"))
            assert scene.github.requests == []
            away.rename(scene.remote.path)
            eventually(lambda: Attempt.objects.filter(checkpoint="pushed").exists())
            assert branches_of(held) != []
            api.restore()
            wait_until_ended(held)
            assert worker.stop() == 0
    assert outcome_of(scene, held) == completed(held)
    assert scene.leftovers() == []


def test_what_cannot_be_published_within_the_time_budget_fails_and_says_why(scene: Scene) -> None:
    elsewhere = make_remote(scene.folder / "elsewhere.git")
    unpushed, unasked = scene.hold("validation", elsewhere), scene.hold("wave-1")
    Attempt.objects.update(deadline_at=timezone.now() + BUDGET)
    away = elsewhere.path.with_name("away.git")
    with line_to(("127.0.0.1", 1)) as api:
        api.cut()
        with scene.worker(GITHUB_API_URL=f"http://127.0.0.1:{api.port}") as worker:
            scene.gates.wait("validation")
            elsewhere.path.rename(away)
            scene.gates.open()
            wait_until_ended(unpushed, unasked)
            assert worker.stop() == 0
    away.rename(elsewhere.path)
    failures = [outcome_of(scene, held) for held in (unpushed, unasked)]
    assert [(one["item"], one["history"], one["run"]) for one in failures] == [
        ("deferred", ["in_progress", "deferred"], ("failed", 1, True))
    ] * 2
    (_, _, unpushed_at, why_unpushed), (_, _, unasked_at, why_unasked) = (
        one["attempts"][0] for one in failures
    )
    assert (unpushed_at, unasked_at) == ("committed", "pushed")
    assert "does not appear to be a git repository" in why_unpushed
    assert why_unasked.startswith(f"{branches_of(unasked)[0]} is pushed, but: ")
    assert scene.leftovers() == []
