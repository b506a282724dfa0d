import pytest

from execution.admin.live.wording import left_in_words, percent, steps, time_in_words, waves
from execution.choices import Phase, WaveStatus


def row(**values):
    return {
        "current_phase": Phase.BUILDING,
        "current_wave": 2,
        "total_waves": 4,
        "wave_status": WaveStatus.IN_PROGRESS,
        "tasks_completed": 1,
        "tasks_total": 3,
        "outcome": None,
        **values,
    }


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min"),
        (5_000_000, "1,388 h 53 min"),
    ],
)
def test_time_is_told_in_words(seconds, words):
    assert time_in_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "longer than expected"),
        (59, "under a minute left"),
        (60, "about 1 min left"),
        (95, "about 2 min left"),
        (3599, "about 1 h 0 min left"),
        (5400, "about 1 h 30 min left"),
    ],
)
def test_time_left_is_told_in_words(seconds, words):
    assert left_in_words(seconds) == words


@pytest.mark.parametrize(
    ("values", "states"),
    [
        ({}, "done now ahead ahead"),
        ({"wave_status": WaveStatus.COMPLETED}, "done done ahead ahead"),
        ({"current_phase": Phase.SITE_REVIEW, "current_wave": 1}, "ahead ahead ahead ahead"),
        ({"current_phase": None, "current_wave": 1}, "ahead ahead ahead ahead"),
        ({"current_phase": Phase.INSPECTION}, "done done done done"),
        ({"current_phase": Phase.COMPLETE}, "done done done done"),
        ({"current_wave": 9}, "done done done done"),
        ({"current_wave": 0}, "now ahead ahead ahead"),
        ({"total_waves": 0}, ""),
        ({"total_waves": 1_000_000}, ""),
    ],
)
def test_waves_are_drawn_one_by_one(values, states):
    assert waves(row(**values)) == states.split()


@pytest.mark.parametrize(
    ("done", "total", "share"), [(1, 3, 33), (3, 3, 100), (4, 3, 100), (0, 0, 0), (2, -1, 0)]
)
def test_share_of_the_tasks_is_never_over_all_of_them(done, total, share):
    assert percent(row(tasks_completed=done, tasks_total=total)) == share


@pytest.mark.parametrize(
    ("values", "states"),
    [
        ({}, "done done now ahead ahead"),
        ({"current_phase": None}, "ahead ahead ahead ahead ahead"),
        ({"current_phase": Phase.COMPLETE}, "done done done done done"),
        ({"outcome": {"tone": "danger"}}, "done done stopped ahead ahead"),
        ({"outcome": {"tone": "success"}}, "done done done done done"),
    ],
)
def test_phases_are_steps(values, states):
    assert [step["state"] for step in steps(row(**values))] == states.split()


def test_without_progress_all_steps_are_ahead():
    assert {step["state"] for step in steps(None)} == {"ahead"}
