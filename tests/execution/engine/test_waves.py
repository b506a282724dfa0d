"""Waves in their order, tasks of a wave at the same time, and what agents are given."""

import json
import sys

import pytest

from tests.executing import attempt_of, messages_of, prd

pytestmark = pytest.mark.django_db(transaction=True)

NOTING = """
    import os, pathlib, sys, time
    task = sys.stdin.read().split("# Your task: ")[1].split(",")[0]
    note = os.open("NOTES", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(note, f"+{task}\\n".encode())
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines = pathlib.Path("NOTES").read_text().split()
        if sum(1 if line[0] == "+" else -1 for line in lines) >= WANTED:
            break
        time.sleep(0.02)
    time.sleep(0.1)
    os.write(note, f"-{task}\\n".encode())
    pathlib.Path(f"done-{task}.txt").write_text("done")
"""
"""An agent that notes its begin and its end, and goes on once so many others are at work."""

ASKED = """
    import json, os, pathlib, sys
    prompt = sys.stdin.read()
    task = prompt.split("# Your task: ")[1].split(",")[0]
    told = [prompt, os.getcwd(), sys.argv[1:], dict(os.environ)]
    pathlib.Path("ASKED-" + task).write_text(json.dumps(told))
    pathlib.Path(f"done-{task}.txt").write_text("done")
    print(f"Found {task}.")
"""
"""An agent that notes what it is given."""


def noting(place, *, wanted, patience):
    program = NOTING.replace("NOTES", str(place.note("notes")))
    place.set_agent(program.replace("WANTED", str(wanted)).replace("PATIENCE", str(patience)))


def notes(place):
    return place.note("notes").read_text().split()


def at_work(lines):
    """How many are at work after each line."""
    counts, number = [], 0
    for line in lines:
        number += 1 if line[0] == "+" else -1
        counts.append(number)
    return counts


def asked(place, task):
    return json.loads(place.note(f"asked-{task}").read_text())


def asking(place):
    place.set_agent(ASKED.replace("ASKED", str(place.note("asked"))))


def test_tasks_of_a_wave_run_together_and_never_more_than_the_limit(place):
    noting(place, wanted=2, patience=20)
    place.set_policy(tasks_at_once=2)
    place.execute(place.item(waves=1, tasks=4))

    assert sorted(notes(place)) == sorted(f"{s}1.{n}" for s in "+-" for n in (1, 2, 3, 4))
    assert max(at_work(notes(place))) == 2


def test_a_limit_of_one_does_one_task_after_the_other_in_order(place):
    noting(place, wanted=2, patience=0)
    place.set_policy(tasks_at_once=1)
    place.execute(place.item(waves=1, tasks=3))

    assert notes(place) == [f"{sign}1.{number}" for number in (1, 2, 3) for sign in "+-"]


def test_a_wave_begins_when_the_one_before_has_ended(place):
    noting(place, wanted=3, patience=0.3)
    place.set_policy(tasks_at_once=3)
    place.execute(place.item(waves=2, tasks=2))
    waves = [line[1] for line in notes(place)]

    assert waves == ["1"] * 4 + ["2"] * 4


def test_prompts_have_the_task_the_change_and_the_results_of_earlier_waves_alone(place):
    asking(place)
    item = place.item(waves=2, tasks=2)
    place.execute(item)
    first, later = asked(place, "1.2")[0], asked(place, "2.1")[0]

    assert "# Your task: 1.2, of wave 1 (Part 1)\nDo 1.2\n" in first
    assert f"# The change\n{item.prd_content}" in first
    assert first.endswith("No task was done before.")
    head, _, results = later.partition("# Results of earlier tasks\n")
    assert "# Your task: 2.1, of wave 2 (Part 2)\nDo 2.1\n" in head
    assert sorted(results.split("\n\n")) == [f"### Task {n}\nFound {n}." for n in ("1.1", "1.2")]


def test_an_agent_works_in_the_worktree_with_little_of_our_environment(
    place, settings, monkeypatch
):
    secrets = ("SECRET_KEY", "DATABASE_URL", "GITHUB_TOKEN", "ENCRYPTION_KEYS", "MY_OWN")
    for name in (*secrets, "MODEL_KEY"):
        monkeypatch.setenv(name, "secret")
    settings.AGENT_ENVIRONMENT = ["MODEL_KEY"]
    asking(place)
    item = place.item(waves=1, tasks=1)
    place.execute(item)
    attempt = attempt_of(item)
    _, folder, _, environment = asked(place, "1.1")

    assert folder == str(place.folder.resolve() / "worktrees" / str(attempt.pk) / "checkout")
    assert [name for name in secrets if name in environment] == []
    assert (environment["MODEL_KEY"], environment["MASON_ATTEMPT"]) == ("secret", str(attempt.pk))


def test_a_validation_gets_not_even_the_variables_of_agents(place, settings, monkeypatch):
    monkeypatch.setenv("MODEL_KEY", "secret")
    settings.AGENT_ENVIRONMENT = ["MODEL_KEY"]
    program = """
        import json, os, pathlib
        pathlib.Path("ENVIRONMENT").write_text(json.dumps(dict(os.environ)))
    """
    file = place.note("environment")
    place.set_policy(tests_command=place.command("t", program.replace("ENVIRONMENT", str(file))))
    item = place.item(waves=1, tasks=1)
    place.execute(item)
    environment = json.loads(file.read_text())

    assert environment["MASON_ATTEMPT"] == str(attempt_of(item).pk)
    assert "MODEL_KEY" not in environment


def test_each_kind_of_sub_agent_has_its_own_command_or_the_common_one(place, settings):
    asking(place)
    settings.EXECUTION_AGENT_COMMANDS = {
        "Explore": f"{sys.executable} {place.agent} --look-at 'all of it' --as={{subagent}}"
    }
    text = prd("Close it", waves=1, tasks=2)
    item = place.item(prd_content=text.replace("1.1 | general-purpose", "1.1 | Explore"))
    place.execute(item)

    assert asked(place, "1.1")[2] == ["--look-at", "all of it", "--as=Explore"]
    assert asked(place, "1.2")[2] == ["general-purpose"]
    assert "Task 1.1 begins (Explore): Do 1.1" in messages_of(attempt_of(item))
