"""An approved item becomes a pull request, and the rows say how."""

from decimal import Decimal

import pytest

from backlog.choices import ItemStatus
from execution.choices import AttemptStatus, Checkpoint, Phase, RunStatus, TaskStatus, WaveStatus
from execution.models import ExecutionProgress, ExecutionTask
from tests.executing import attempt_of, messages_of
from tests.git_remotes import git

pytestmark = pytest.mark.django_db(transaction=True)

REPORTING = """
    import json, pathlib, sys
    task = sys.stdin.read().split("# Your task: ")[1].split(",")[0]
    pathlib.Path(f"done-{task}.txt").write_text("one\\ntwo\\n")
    used = {"input_tokens": 100, "cache_read_input_tokens": 20, "output_tokens": 5}
    print(json.dumps({"result": f"Did {task}.", "total_cost_usd": 0.125, "usage": used}))
"""
"""An agent that writes two lines and tells what it used."""


def test_without_a_token_the_branch_is_pushed_and_a_person_gets_a_link(place):
    item = place.item(solution="Use a with statement.")
    run = place.execute(item)
    item.refresh_from_db()
    attempt = attempt_of(item)
    branch = attempt.branch

    assert (run.status, item.status) == (RunStatus.SUCCESS, ItemStatus.COMPLETED)
    assert place.remote.files(branch) == {
        "README.md": "# Example",
        "src/app.py": "one\ntwo\nthree",
        **{f"done-{n}.txt": f"{n} by general-purpose" for n in ("1.1", "1.2", "2.1", "2.2")},
    }
    link = f"https://github.example.org/acme/shop/compare/main...{branch}?expand=1"
    assert (item.pr_url, attempt.pr_url, item.branch_name) == (link, link, branch)


def test_the_branch_has_one_commit_on_top_of_main_and_no_worktree_is_left(place, settings):
    settings.EXECUTION_AUTHOR_NAME = "Masonry"
    settings.EXECUTION_AUTHOR_EMAIL = "masonry@example.org"
    item = place.item("Close it", waves=1, tasks=1, solution="Use a with statement.")
    place.execute(item)
    attempt = attempt_of(item)
    main = place.remote.branches["main"]

    assert place.remote.branches == {"main": main, attempt.branch: attempt.commit}
    assert place.remote.log(attempt.branch, "%P|%an <%ae>|%cn <%ce>") == [
        f"{main}|Masonry <masonry@example.org>|Masonry <masonry@example.org>",
        "|Ada <ada@example.org>|Ada <ada@example.org>",
    ]
    message = git(place.remote.path, "log", "-1", "--format=%B", attempt.branch)
    assert message == f"Close it\n\nUse a with statement.\n\nMason-Item: {item.pk}"
    assert [path for path in (place.folder / "worktrees").iterdir() if path.is_dir()] == []


def test_with_a_token_a_pull_request_is_opened(place, github):
    github.accepts_any_branch = True
    repository = github.add(place.repository.github_full_name)
    place.set_policy(tests_command="true")
    item = place.item("Close it", waves=1, tasks=1)
    place.execute(item)
    item.refresh_from_db()
    attempt = attempt_of(item)
    (opened,) = repository.pull_requests

    assert (opened["title"], opened["head"]["ref"], opened["base"]["ref"]) == (
        "Close it",
        attempt.branch,
        "main",
    )
    assert "No file stays open." in opened["body"]
    assert "done-1.1.txt" in opened["body"]
    assert (item.pr_url, attempt.pr_url) == (opened["html_url"], opened["html_url"])
    assert f"Opened {opened['html_url']}" in messages_of(attempt)


def test_tasks_say_in_their_waves_what_was_done_by_whom_and_when(place):
    item = place.item()
    run = place.execute(item)
    tasks = ExecutionTask.objects.order_by("wave_number", "task_number")

    assert list(
        tasks.values_list(
            "run", "item", "wave_number", "task_number", "description", "subagent_type", "status"
        )
    ) == [
        (run.pk, item.pk, wave, task, f"Do {wave}.{task}", "general-purpose", TaskStatus.COMPLETED)
        for wave in (1, 2)
        for task in (1, 2)
    ]
    assert list(tasks.values_list("result_summary", "error_message")) == [
        (f"Did {number}.", None) for number in ("1.1", "1.2", "2.1", "2.2")
    ]
    for task in tasks:
        assert run.started_at < task.started_at < task.completed_at < run.completed_at


def test_a_run_counts_its_items_and_their_tasks(place):
    run = place.execute(place.item("One", waves=1, tasks=1), place.item("Two", waves=1, tasks=1))

    assert (run.status, run.error_message, run.item_count) == (RunStatus.SUCCESS, None, 2)
    assert (run.total_tasks, run.tasks_completed, run.tasks_failed) == (2, 2, 0)


def test_progress_and_attempt_tell_in_the_end_what_came_out_and_what_it_took(place):
    place.set_agent(REPORTING)
    place.set_policy(typescript_command="true", tests_command="true", minutes_per_item=7)
    item = place.item()
    run = place.execute(item)
    progress, attempt = ExecutionProgress.objects.get(item=item), attempt_of(item)

    assert (progress.run_id, progress.current_phase) == (str(run.pk), Phase.COMPLETE)
    assert (progress.current_wave, progress.total_waves, progress.wave_status) == (
        2,
        2,
        WaveStatus.COMPLETED,
    )
    assert (progress.tasks_completed, progress.tasks_total, progress.fix_iteration) == (4, 4, 0)
    assert progress.files_touched == [f"done-{n}.txt" for n in ("1.1", "1.2", "2.1", "2.2")]
    assert progress.lines_changed == 8
    assert (progress.validation_typescript, progress.validation_tests) == ("pass", "pass")
    assert (progress.validation_eslint, progress.validation_build) == (None, None)
    assert progress.inspector_findings == []
    assert progress.completed_at is not None

    assert (attempt.status, attempt.checkpoint) == (AttemptStatus.SUCCEEDED, Checkpoint.REQUESTED)
    assert (attempt.lines_added, attempt.lines_removed) == (8, 0)
    assert (attempt.input_tokens, attempt.output_tokens) == (480, 20)
    assert attempt.cost == Decimal("0.5")
    assert (attempt.deadline_at - attempt.started_at).total_seconds() == 7 * 60
    assert (attempt.starts, attempt.lease, attempt.error_message) == (1, None, None)
    assert attempt.base_commit == place.remote.branches["main"]


def test_the_log_tells_each_step_and_what_agents_wrote(place):
    place.set_policy(tests_command="true")
    item = place.item("Close it", waves=1, tasks=1)
    place.execute(item)
    attempt = attempt_of(item)

    assert messages_of(attempt) == [
        "The attempt begins.",
        f"Branch {attempt.branch} from {attempt.base_commit[:12]}",
        "Wave 1 begins: Part 1",
        "Task 1.1 begins (general-purpose): Do 1.1",
        "Did 1.1.",
        "Task 1.1 is done.",
        "tests passed",
        f"Committed {attempt.commit[:12]}: 1 files",
        f"Pushing {attempt.branch}",
        "The branch is pushed; without GITHUB_TOKEN a person opens the pull request.",
        "The item is completed.",
    ]
    assert [line.log_level for line in attempt.lines.filter(message="Did 1.1.")] == ["debug"]


def test_any_title_becomes_a_branch_and_the_subject_of_a_commit(place):
    item = place.item("Close it", waves=1, tasks=1)
    title = "--force $(id) ../main “Größe” \U0001f4a5 " + 300 * "x"
    type(item).objects.update(title=title)
    run = place.execute(item)
    branch = attempt_of(item).branch

    assert run.status == RunStatus.SUCCESS
    assert place.remote.branches.keys() == {"main", branch}
    assert place.remote.log(branch)[0] == title
