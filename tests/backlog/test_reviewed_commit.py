import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from backlog.models import AnalysisRun, ReviewedCommit
from tests.factories import make_curator

pytestmark = pytest.mark.django_db

COMMIT = ("-c", "user.name=curator", "-c", "user.email=curator@example.com", "commit", "-qm", "x")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    make_curator()
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")
    return tmp_path


def git(checkout: Path, *arguments: str) -> str:
    command = ["git", "-C", str(checkout), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_review_of_a_git_checkout_names_the_commit(checkout):
    git(checkout, "init", "-q")
    git(checkout, "add", "a.py")
    git(checkout, *COMMIT)

    call_command("review", str(checkout), "--repository", "acme/shop", stdout=StringIO())

    reviewed = ReviewedCommit.objects.get()
    assert reviewed.commit_sha == git(checkout, "rev-parse", "HEAD")
    assert reviewed.analysis_run == AnalysisRun.objects.get()


@pytest.mark.parametrize("with_git", [True, False])
def test_review_of_a_folder_without_a_commit_names_none(checkout, with_git):
    if with_git:
        git(checkout, "init", "-q")

    call_command("review", str(checkout), "--repository", "acme/shop", stdout=StringIO())

    assert AnalysisRun.objects.get().status == "completed"
    assert list(ReviewedCommit.objects.all()) == []
