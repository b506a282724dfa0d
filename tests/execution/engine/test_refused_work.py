"""Work that can't be published: forbidden files, nothing changed, and what remotes refuse."""

import pytest

from backlog.choices import ItemStatus
from execution.choices import AttemptStatus, Checkpoint, RunStatus
from tests.executing import attempt_of, reason_of
from tests.github_happenings import answers
from tests.github_server import custom

pytestmark = pytest.mark.django_db(transaction=True)


def failed(place, item):
    """Carry it out, and give its failed attempt."""
    run = place.execute(item)
    attempt = attempt_of(item)
    item.refresh_from_db()
    assert (run.status, attempt.status) == (RunStatus.FAILED, AttemptStatus.FAILED)
    assert item.status == ItemStatus.DEFERRED
    assert reason_of(item) == f"the attempt failed: {attempt.error_message}"
    return attempt


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ('path("config/.env.local").write_text("A=1")', "config/.env.local (a file of environment"),
        ('path(".github/workflows/ci.yml").write_text("on: push")', ".github/workflows/ci.yml (a"),
        (
            'path("link").symlink_to("/etc/passwd")',
            "link (a symbolic link to an absolute path)",
        ),
    ],
)
def test_forbidden_files_are_named_and_nothing_is_pushed(place, work, told):
    place.set_agent(
        f"""
        import pathlib
        def path(name):
            file = pathlib.Path(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            return file
        path("good.txt").write_text("good")
        {work}
        """
    )
    attempt = failed(place, place.item(waves=1, tasks=1))

    assert attempt.error_message.startswith(f"Files that must not be changed were changed: {told}")
    assert (attempt.checkpoint, attempt.commit) == (Checkpoint.BEGUN, None)
    assert place.remote.branches.keys() == {"main"}


def test_work_that_changes_nothing_fails(place):
    place.set_agent("print('All is well already.')")
    attempt = failed(place, place.item(waves=1, tasks=1))

    assert attempt.error_message == ("No file differs from the base: there is nothing to commit.")
    assert place.remote.branches.keys() == {"main"}


def test_an_agent_that_removes_its_worktree_fails_the_attempt(place):
    place.set_agent("import os, shutil; shutil.rmtree(os.getcwd())")
    attempt = failed(place, place.item(waves=1, tasks=1))

    assert not attempt.error_message.startswith("Mason itself failed")
    assert place.remote.branches.keys() == {"main"}


def test_a_default_branch_that_is_not_there_is_told_with_those_that_are(place):
    place.repository.github_default_branch = "trunk"
    place.repository.save()
    attempt = failed(place, place.item())

    assert attempt.error_message == (
        f"The repository {place.remote.url} has no branch trunk: set the default branch to one of"
        " main."
    )


def test_a_push_that_a_hook_refuses_tells_what_it_said(place):
    place.remote.add_hook("pre-receive", "echo 'Only on Mondays.' >&2; exit 1")
    attempt = failed(place, place.item(waves=1, tasks=1))

    assert "Only on Mondays." in attempt.error_message
    assert attempt.checkpoint == Checkpoint.COMMITTED
    assert place.remote.branches.keys() == {"main"}


def test_a_branch_of_others_with_that_name_is_left_as_it_is(place):
    item = place.item("Close it", waves=1, tasks=1)
    place.set_policy(
        tests_command=place.command(
            "push",
            f"""
            import subprocess
            branch = subprocess.check_output(["git", "branch", "--show-current"], text=True)
            ref = "refs/heads/" + branch.strip()
            subprocess.run(
                ["git", "-C", "{place.remote.path}", "update-ref", ref, "main"], check=True
            )
            """,
        )
    )
    attempt = failed(place, item)

    assert place.remote.branches[attempt.branch] == place.remote.branches["main"]
    assert attempt.error_message == (
        f"The remote already has a branch {attempt.branch}, at {place.remote.branches['main']}:"
        " delete it there or take another name."
    )


@pytest.mark.parametrize(
    ("method", "answer", "told"),
    [
        ("GET", (401, {"message": "Bad credentials"}), "GITHUB_TOKEN"),
        (
            "POST",
            (422, {"message": "Validation Failed", "errors": [custom("Base is locked.")]}),
            "Base is locked.",
        ),
    ],
)
def test_what_github_refuses_is_told_with_the_branch_that_is_pushed(
    place, github, method, answer, told
):
    github.accepts_any_branch = True
    repository = github.add(place.repository.github_full_name)
    github.next_answers[method].append(answers(*answer))
    attempt = failed(place, place.item(waves=1, tasks=1))

    assert attempt.error_message.startswith(f"{attempt.branch} is pushed, but: ")
    assert told in attempt.error_message
    assert github.token not in attempt.error_message
    assert (attempt.checkpoint, attempt.pr_url) == (Checkpoint.PUSHED, None)
    assert place.remote.branches[attempt.branch] == attempt.commit
    assert repository.pull_requests == []
