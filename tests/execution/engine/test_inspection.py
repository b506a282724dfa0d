"""Validations: each on or off, what fails goes back to an agent, at most five times."""

import pytest

from backlog.choices import ItemStatus
from execution.choices import AttemptStatus, RunStatus, TaskStatus
from execution.models import ExecutionProgress, ExecutionTask
from tests.executing import attempt_of, messages_of

pytestmark = pytest.mark.django_db(transaction=True)

FIXING = """
    import json, os, pathlib, sys
    prompt = sys.stdin.read()
    if "# What fails" in prompt:
        rounds = sorted(pathlib.Path().glob("fix-*"))
        pathlib.Path(f"fix-{len(rounds) + 1}").write_text("fixed")
        pathlib.Path("PROMPTS", f"{len(rounds) + 1}").write_text(prompt)
        print(f"Fixed, time {len(rounds) + 1}.")
    else:
        pathlib.Path("done").write_text("done")
        print("Did it.")
"""
"""An agent that writes a file for each round of fixes, and keeps the prompts for them."""

FAILING_BEFORE = """
    import pathlib, sys
    rounds = len(list(pathlib.Path().glob("fix-*")))
    if rounds < WANTED:
        print("first line")
        print(f"{WANTED - rounds} to go", file=sys.stderr)
        sys.exit(3)
"""


def failing_before(place, rounds, name="check"):
    """A validation that passes after so many rounds of fixes."""
    return place.command(name, FAILING_BEFORE.replace("WANTED", str(rounds)))


@pytest.fixture
def fixing(place):
    place.note("prompts").mkdir()
    place.set_agent(FIXING.replace("PROMPTS", str(place.note("prompts"))))
    return place


def fix_prompts(place):
    return [file.read_text() for file in sorted(place.note("prompts").iterdir())]


def validations_of(item):
    progress = ExecutionProgress.objects.get(item=item)
    return {
        name: getattr(progress, f"validation_{name}")
        for name in ("typescript", "eslint", "build", "tests")
    }


def test_without_validations_there_are_no_states_and_no_rounds(place):
    item = place.item(waves=1, tasks=1)
    place.execute(item)

    assert validations_of(item) == dict.fromkeys(("typescript", "eslint", "build", "tests"))


def test_each_validation_runs_in_the_worktree_after_the_set_up_in_the_documented_order(place):
    order = place.command(
        "order",
        """
        import pathlib, sys
        with open("order.txt", "a") as file:
            print(sys.argv[1], *sorted(map(str, pathlib.Path().glob("done*"))), file=file)
        """,
    )
    place.set_policy(
        setup_command=f"{order} set-up",
        **{f"{n}_command": f"{order} {n}" for n in ("tests", "eslint", "typescript", "build")},
    )
    item = place.item(waves=1, tasks=1)
    place.execute(item)

    assert place.remote.text(attempt_of(item).branch, "order.txt").splitlines() == [
        "set-up",
        "typescript done-1.1.txt",
        "eslint done-1.1.txt",
        "build done-1.1.txt",
        "tests done-1.1.txt",
    ]
    assert set(validations_of(item).values()) == {"pass"}


def test_what_fails_goes_to_an_agent_until_it_passes(fixing):
    command = failing_before(fixing, 2)
    fixing.set_policy(eslint_command="true", tests_command=command)
    item = fixing.item(waves=1, tasks=1)
    run = fixing.execute(item)
    first, second = fix_prompts(fixing)

    assert f"# What fails\n## tests: `{command}`\n```\nfirst line\n2 to go\n```" in first
    assert "(round 1)" in first
    assert f"## tests: `{command}`\n```\nfirst line\n1 to go\n```" in second
    assert "eslint" not in first
    assert item.prd_content in first
    tasks = ExecutionTask.objects.order_by("wave_number", "task_number")
    assert list(
        tasks.values_list("wave_number", "task_number", "description", "status", "result_summary")
    ) == [
        (1, 1, "Do 1.1", TaskStatus.COMPLETED, "Did it."),
        (2, 1, "Fix what the validations found, round 1", TaskStatus.COMPLETED, "Fixed, time 1."),
        (2, 2, "Fix what the validations found, round 2", TaskStatus.COMPLETED, "Fixed, time 2."),
    ]
    assert (run.status, run.total_tasks, run.tasks_completed) == (RunStatus.SUCCESS, 3, 3)
    assert validations_of(item)["tests"] == "pass"
    assert ExecutionProgress.objects.get(item=item).fix_iteration == 2
    assert "tests failed with exit code 3: 2 to go" in messages_of(attempt_of(item))


def test_what_still_fails_after_five_rounds_fails_the_attempt_with_its_output(fixing):
    fixing.set_policy(
        build_command=failing_before(fixing, 6),
        tests_command=fixing.command("tests", "raise SystemExit('no tests')"),
    )
    item = fixing.item(waves=1, tasks=1)
    run = fixing.execute(item)
    item.refresh_from_db()
    progress = ExecutionProgress.objects.get(item=item)

    assert len(fix_prompts(fixing)) == 5
    assert attempt_of(item).error_message == (
        "Validations still fail after 5 rounds of fixes.\n\n"
        "build failed with exit code 3: 1 to go\nfirst line\n1 to go\n\n"
        "tests failed with exit code 1: no tests\nno tests"
    )
    assert (run.status, item.status) == (RunStatus.FAILED, ItemStatus.DEFERRED)
    assert (run.total_tasks, run.tasks_completed, run.tasks_failed) == (6, 6, 0)
    assert (progress.fix_iteration, progress.validation_build) == (5, "fail")
    assert progress.inspector_findings == [
        "build failed with exit code 3: 1 to go",
        "tests failed with exit code 1: no tests",
    ]
    assert fixing.remote.branches.keys() == {"main"}


def test_long_output_of_a_validation_is_kept_in_its_end(fixing):
    fixing.set_policy(
        tests_command=fixing.command("tests", "raise SystemExit('begin ' + 50_000 * 'x' + 'end')")
    )
    item = fixing.item(waves=1, tasks=1)
    fixing.execute(item)
    (finding,) = ExecutionProgress.objects.get(item=item).inspector_findings
    message = attempt_of(item).error_message

    assert finding == "tests failed with exit code 1: " + 4_000 * "x"
    assert len(message) < 20_000
    assert message.startswith("Validations still fail after 5 rounds of fixes.\n\ntests failed")
    assert message.endswith("xend")
    assert [prompt.count("x") > 10_000 for prompt in fix_prompts(fixing)] == [True] * 5


def test_an_agent_that_fails_to_fix_fails_the_attempt(place):
    place.set_agent(
        """
        import pathlib, sys
        pathlib.Path("done").write_text("done")
        if "# What fails" in sys.stdin.read():
            sys.exit("I give up.")
        """
    )
    place.set_policy(tests_command="false")
    item = place.item(waves=1, tasks=1)
    run = place.execute(item)
    message = attempt_of(item).error_message

    assert message.startswith("Round 1 of fixes failed: ")
    assert message.endswith(" failed with exit code 1: I give up.")
    assert (run.tasks_completed, run.tasks_failed) == (1, 1)
    assert validations_of(item)["tests"] == "fail"


def test_a_validation_that_hangs_is_ended_and_counts_as_failed(fixing, settings):
    settings.VALIDATION_TIMEOUT_SECONDS = 1
    fixing.set_policy(
        tests_command=fixing.command(
            "tests",
            """
            import pathlib, time
            print("waiting", flush=True)
            if not pathlib.Path("fix-1").exists():
                time.sleep(600)
            """,
        )
    )
    item = fixing.item(waves=1, tasks=1)
    run = fixing.execute(item)

    assert run.status == RunStatus.SUCCESS
    assert "tests took longer than 1 s: waiting" in messages_of(attempt_of(item))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            "no-such-program --strict",
            (
                "build: no-such-program can't be started: No such file or directory. Correct the"
                " execution settings."
            ),
        ),
        (
            "make 'half",
            (
                "build: make 'half can't be read as a command (correct the execution settings): No"
                " closing quotation."
            ),
        ),
        (
            "  ",
            "build: '  ' can't be read as a command (correct the execution settings): it is blank.",
        ),
    ],
)
def test_a_validation_that_cannot_be_started_asks_a_person_at_once(fixing, command, told):
    fixing.set_policy(build_command=command, tests_command="true")
    item = fixing.item(waves=1, tasks=1)
    fixing.execute(item)

    assert attempt_of(item).error_message == told
    assert fix_prompts(fixing) == []
    states = validations_of(item)
    assert (states["build"], states["tests"]) == ("fail", "pending")


def test_a_set_up_that_fails_ends_the_attempt_before_any_task(place):
    place.set_policy(setup_command=place.command("setup", "raise SystemExit('No network.')"))
    item = place.item(waves=1, tasks=1)
    place.execute(item)

    assert attempt_of(item).status == AttemptStatus.FAILED
    assert attempt_of(item).error_message == (
        "The set-up failed.\n\nthe set-up failed with exit code 1: No network.\nNo network."
    )
    assert not ExecutionTask.objects.exists()
