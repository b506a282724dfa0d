"""Progress tells the truth at every moment: programs look at it while they run."""

import json

import pytest
from django.db import connection

from backlog.choices import ItemStatus
from execution.choices import Checkpoint
from execution.models import Attempt, ExecutionProgress
from tests.executing import attempt_of, database_address, messages_of

pytestmark = pytest.mark.django_db(transaction=True)

LOOKING = """
    import json, pathlib, sys, psycopg
    prompt = sys.stdin.read()
    task = prompt.split("# Your task: ")[1].split(",")[0] if "# Your task: " in prompt else "fix"
    with psycopg.connect("ADDRESS") as connection:
        progress = connection.execute("SELECT to_jsonb(p) FROM mason_execution_progress p")
        tasks = connection.execute(
            "SELECT status FROM mason_pm_execution_tasks ORDER BY wave_number, task_number"
        )
        run = connection.execute(
            "SELECT status, total_tasks, tasks_completed FROM mason_pm_execution_runs"
        )
        item = connection.execute("SELECT status, branch_name FROM mason_pm_backlog_items")
        seen = [cursor.fetchall() for cursor in (progress, tasks, run, item)]
    with open("SEEN", "a") as file:
        file.write(json.dumps(seen) + "\\n")
    pathlib.Path(f"done-{task}.txt").write_text("done")
"""

WAITING = """
    import pathlib, time, psycopg
    pathlib.Path("begun.txt").write_text("one\\ntwo\\nthree\\n")
    deadline = time.monotonic() + 60
    with psycopg.connect("ADDRESS", autocommit=True) as connection:
        while time.monotonic() < deadline:
            files, lines, file = connection.execute(
                "SELECT files_touched, lines_changed, current_file FROM mason_execution_progress"
            ).fetchone()
            if files:
                print(f"It is told: {files}, {lines}, {file}")
                break
            time.sleep(0.05)
"""
"""An agent that waits until progress tells what it wrote."""


def looking(place):
    """A program that notes what it sees in the database."""
    program = LOOKING.replace("ADDRESS", database_address())
    return program.replace("SEEN", str(place.note("seen")))


def seen(place):
    return [json.loads(line) for line in place.note("seen").read_text().splitlines()]


def picked(progress, *names):
    return tuple(progress[name] for name in names)


def test_an_agent_sees_phase_wave_and_task_of_its_own(place):
    place.set_agent(looking(place))
    run = place.execute(place.item(waves=2, tasks=1))
    names = ("current_phase", "current_wave", "total_waves", "wave_status", "current_task")
    counts = ("tasks_completed", "tasks_total", "run_id", "completed_at")
    (((first,),), *of_first), (((second,),), *of_second) = seen(place)

    assert picked(first, *names) == ("foundation", 1, 2, "in_progress", "1.1 Do 1.1")
    assert picked(second, *names) == ("building", 2, 2, "in_progress", "2.1 Do 2.1")
    assert picked(first, *counts) == (0, 2, str(run.pk), None)
    assert picked(second, *counts) == (1, 2, str(run.pk), None)
    branch = of_first[-1][0][1]
    assert of_first == [
        [["in_progress"], ["pending"]],
        [["in_progress", 2, 0]],
        [[ItemStatus.IN_PROGRESS, branch]],
    ]
    assert of_second == [
        [["completed"], ["in_progress"]],
        [["in_progress", 2, 1]],
        [[ItemStatus.IN_PROGRESS, branch]],
    ]


def test_a_validation_sees_itself_running_and_the_others_as_they_are(place):
    place.set_policy(
        typescript_command="true",
        build_command=place.command("looking", looking(place)),
        tests_command="true",
    )
    place.execute(place.item(waves=1, tasks=1))
    (((progress,),), tasks, *_) = seen(place)[0]
    validations = [f"validation_{name}" for name in ("typescript", "eslint", "build", "tests")]

    assert picked(progress, "current_phase", *validations) == (
        "inspection",
        "pass",
        None,
        "running",
        "pending",
    )
    assert tasks == [["completed"]]


def test_a_fixing_agent_sees_its_round_what_failed_and_itself_as_a_task(place):
    place.set_agent(looking(place))
    place.set_policy(
        tests_command=place.command(
            "tests",
            """
            import pathlib, sys
            if not pathlib.Path("done-fix.txt").exists():
                sys.exit("1 test failed")
            """,
        )
    )
    item = place.item(waves=1, tasks=1)
    place.execute(item)
    ((progress,),), tasks, *_ = seen(place)[1]

    assert picked(progress, "fix_iteration", "max_iterations", "validation_tests") == (1, 5, "fail")
    assert picked(progress, "inspector_findings", "current_task") == (
        ["tests failed with exit code 1: 1 test failed"],
        "Fix what the validations found, round 1",
    )
    assert picked(progress, "tasks_completed", "tasks_total") == (1, 2)
    assert tasks == [["completed"], ["in_progress"]]
    ended = ExecutionProgress.objects.get(item=item)
    assert (ended.tasks_completed, ended.tasks_total, ended.fix_iteration) == (2, 2, 1)
    assert (ended.validation_tests, ended.inspector_findings) == ("pass", [])


def test_files_and_lines_are_told_while_an_agent_still_works(place):
    place.set_agent(WAITING.replace("ADDRESS", database_address()))
    item = place.item(waves=1, tasks=1)
    place.execute(item)

    assert messages_of(attempt_of(item)).count("It is told: ['begun.txt'], 3, begun.txt") == 1


def test_the_set_up_is_told_before_there_are_tasks(place):
    place.set_policy(setup_command=place.command("looking", looking(place)))
    run = place.execute(place.item(waves=1, tasks=1))
    ((progress,),), tasks, ((run_status, *_),), _ = seen(place)[0]

    assert picked(progress, "current_phase", "current_task", "run_id") == (
        "site_review",
        "Set-up",
        str(run.pk),
    )
    assert picked(progress, "total_waves", "tasks_total", "tasks_completed") == (1, 1, 0)
    assert (tasks, run_status) == ([], "in_progress")


def test_the_push_and_the_pull_request_are_told(place, github):
    place.remote.add_hook("pre-receive", place.command("looking", looking(place)))
    github.accepts_any_branch = True
    github.add(place.repository.github_full_name)
    asked = []

    def look(handler, carry_out):
        attempt = Attempt.objects.get()
        asked.append((attempt.checkpoint, attempt.commit, attempt.item.progress.current_task))
        connection.close()
        handler.send(*carry_out())

    github.next_answers["POST"].append(look)
    item = place.item(waves=1, tasks=1)
    place.execute(item)
    ((progress,),), *_ = seen(place)[0]

    assert picked(progress, "current_phase", "current_task") == (
        "inspection",
        "Pushing the branch",
    )
    assert asked == [
        (Checkpoint.PUSHED, attempt_of(item).commit, "Opening the pull request"),
    ]
