"""A push that was held up arrives while another machine does the attempt's work again."""

from pathlib import Path

import pytest
from pytest_django import Settings

from execution.models import Attempt
from tests.executing import EDITING, Place, has_ended, make_place, messages_of
from tests.git_remotes import git

pytestmark = pytest.mark.django_db(transaction=True)

BRANCH = "mason/close-the-files-0123abcd"


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    return make_place(tmp_path, settings)


def arrives_meanwhile(place: Place, text: str) -> str:
    """A commit that isn't reachable yet; the agents have it arrive as the attempt's branch."""
    commit = place.remote.commit_on("elsewhere", {"done.txt": text})
    git(place.remote.path, "update-ref", "-d", "refs/heads/elsewhere")
    command = ["git", "-C", str(place.remote.path), "update-ref", f"refs/heads/{BRANCH}", commit]
    place.set_agent(
        f"{EDITING}\n    import subprocess\n    subprocess.run({command!r}, check=True)\n"
    )
    return commit


def test_what_an_earlier_start_has_pushed_counts(place: Place) -> None:
    commit = arrives_meanwhile(place, "done")
    run = place.plan(place.item())
    Attempt.objects.update(commit=commit, checkpoint="committed", branch=BRANCH)
    place.worker().run(has_ended(run))
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.commit) == ("succeeded", commit)
    assert attempt.pr_url == (
        "https://github.example.org/acme/shop/compare/"
        "main...mason/close-the-files-0123abcd?expand=1"
    )
    assert place.remote.branches[BRANCH] == commit
    assert f"An earlier start has pushed {commit[:12]}: that counts." in messages_of(attempt)


def test_what_somebody_else_has_pushed_does_not_count(place: Place) -> None:
    commit = arrives_meanwhile(place, "other work")
    run = place.plan(place.item())
    Attempt.objects.update(branch=BRANCH)
    place.worker().run(has_ended(run))
    attempt = Attempt.objects.get()
    assert attempt.status == "failed"
    assert attempt.error_message == (
        f"The remote already has a branch {BRANCH}, at {commit}:"
        " delete it there or take another name."
    )
