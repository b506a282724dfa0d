import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import GitHubRepository, User
from backlog.choices import AnalysisStatus, ItemStatus
from backlog.management.review_summary import NEXT_STEP
from backlog.models import AnalysisRun, BacklogItem, Fingerprint
from tests.factories import make_curator, make_repository, make_user
from tests.processes import TIMEOUT_SECONDS, eventually

SCHEMA = Path(settings.BASE_DIR) / "docs" / "suggestions.schema.json"

REPEATED = "  3 repeated: on the backlog already, or twice in this review"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curator")]


@pytest.fixture
def curator() -> User:
    return make_curator(github_username="ada")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:acme/shop.git"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    (root / "a.py").write_text("import os\n\n\ndef f(x=[]):\n    eval(x)\n", encoding="utf-8")
    return root


def review(*arguments: Any) -> list[str]:
    output = io.StringIO()
    call_command("review", *map(str, arguments), stdout=output)
    return output.getvalue().splitlines()


def refusal(*arguments: Any) -> str:
    with pytest.raises(CommandError) as error:
        review(*arguments)
    return str(error.value)


def suggestions(tmp_path: Path, *titles: str, **values: Any) -> Path:
    stated = [
        {
            "title": title,
            "problem": "It is slow.",
            "solution": "Keep it in prices().",
            "area": "backend",
            "type": "backend",
            "complexity": 1,
            "impact_score": 5,
            "effort_score": 2,
            **values,
        }
        for title in titles
    ]
    file = tmp_path / "suggestions.json"
    file.write_text(json.dumps({"version": 1, "suggestions": stated}), encoding="utf-8")
    return file


def test_checkout_is_reviewed(curator: User, checkout: Path) -> None:
    assert review(checkout) == [
        "Reviewed acme/shop",
        "  3 findings read",
        "  3 added to the backlog",
        f"Decide about them in the admin: {NEXT_STEP}",
    ]
    assert set(BacklogItem.objects.values_list("title", "status")) == {
        ("Remove 1 unused import in the project root (F401)", ItemStatus.NEW),
        ("Remove 1 use of eval() in the project root (S307)", ItemStatus.NEW),
        ("Replace 1 mutable argument default in the project root (B006)", ItemStatus.NEW),
    }
    run = AnalysisRun.objects.get()
    assert (run.mode, run.status, run.items_found) == ("full", AnalysisStatus.COMPLETED, 3)
    assert run.user == curator


def test_unchanged_checkout_adds_nothing(checkout: Path) -> None:
    review(checkout)

    assert review(checkout) == [
        "Reviewed acme/shop",
        "  3 findings read",
        REPEATED,
    ]


def test_new_finding_of_a_known_rule_is_added_alone(checkout: Path) -> None:
    review(checkout)
    (checkout / "b.py").write_text("import json\n", encoding="utf-8")

    assert review(checkout)[2:4] == ["  1 added to the backlog", REPEATED]
    assert "b.py:1" in BacklogItem.objects.latest("created_at").problem


def test_repository_is_made_from_the_remote(curator: User, checkout: Path) -> None:
    review(checkout)

    repository = GitHubRepository.objects.get()
    assert (repository.user, repository.github_full_name) == (curator, "acme/shop")
    assert repository.github_html_url == "https://github.com/acme/shop"


def test_connected_repository_is_found_in_any_case(curator: User, checkout: Path) -> None:
    repository = make_repository(user=curator, github_full_name="Acme/Shop")

    review(checkout)

    assert AnalysisRun.objects.get().repository == repository


def test_repository_may_be_named(checkout: Path) -> None:
    review(checkout, "--repository", "local/other")

    repository = GitHubRepository.objects.get()
    assert (repository.github_full_name, repository.github_html_url) == ("local/other", "")


def test_user_may_be_named(checkout: Path) -> None:
    other = make_user(github_username="Grace")

    review(checkout, "--user", "grace")

    assert AnalysisRun.objects.get().user == other


def test_report_of_an_analyser_is_read(checkout: Path) -> None:
    report = Path(__file__).parents[1] / "data" / "sarif" / "bandit.sarif"
    for name in re.findall(r'"uri": "([^":]+\.py)"', report.read_text(encoding="utf-8")):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).touch()

    assert review(checkout, "--sarif", report)[1:3] == [
        "  11 findings read",
        "  11 added to the backlog",
    ]


def test_what_is_skipped_is_told_by_reason(checkout: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"
    results = [{"kind": "pass"}, {"kind": "pass"}, {"suppressions": [{}]}]
    document = {"version": "2.1.0", "runs": [{"results": results}, {}]}
    report.write_text(json.dumps(document), encoding="utf-8")

    assert review(checkout, "--sarif", report) == [
        "Reviewed acme/shop",
        "  0 findings read",
        "  2 skipped: check passed (kind pass)",
        "  1 skipped: run without results",
        "  1 skipped: suppressed in the analyser's report",
    ]


def test_limit_of_the_mode_holds_back(checkout: Path, tmp_path: Path) -> None:
    file = suggestions(tmp_path, *(f"Idea{number}" for number in range(11)))

    assert review(checkout, "--suggestions", file, "--mode", "quick")[1:4] == [
        "  11 findings read",
        "  9 added to the backlog",
        "  2 held back by the limit of mode quick",
    ]


def test_suggestion_that_is_made_twice_is_a_repetition(checkout: Path, tmp_path: Path) -> None:
    file = suggestions(tmp_path, "Idea", "Idea")

    assert review(checkout, "--suggestions", file)[2:4] == [
        "  1 added to the backlog",
        "  1 repeated: on the backlog already, or twice in this review",
    ]


def test_area_leaves_the_other_out(checkout: Path, tmp_path: Path) -> None:
    file = suggestions(tmp_path, "Idea")

    assert review(checkout, "--suggestions", file, "--mode", "area:frontend")[2:] == [
        "  1 outside of the mode's area"
    ]


def test_checkout_without_python_says_so(checkout: Path) -> None:
    (checkout / "a.py").unlink()

    assert review(checkout) == [
        "Reviewed acme/shop",
        "  There are no Python files here, so the built-in reviewer has nothing to read.",
        "  0 findings read",
    ]


def test_problems_of_a_suggestions_file_are_all_told(checkout: Path, tmp_path: Path) -> None:
    file = suggestions(tmp_path, "Idea", area="cellar", complexity=9)

    assert refusal(checkout, "--suggestions", file).splitlines() == [
        f"{file} doesn't follow {SCHEMA}:",
        '  /suggestions/0/area: "cellar" must be one of frontend, backend',
        "  /suggestions/0/complexity: 9 must be at most 5",
    ]


def test_file_that_is_not_sarif_leaves_a_failed_run(checkout: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"
    report.write_text("{", encoding="utf-8")

    message = refusal(checkout, "--sarif", report)

    run = AnalysisRun.objects.get()
    assert message == (
        f"{report} isn't a SARIF 2.1.0 file: the file is cut off at line 1, column 2."
    )
    assert (run.status, run.error_message) == (AnalysisStatus.FAILED, message)
    assert not BacklogItem.objects.exists()


def test_file_whose_name_is_not_utf_8_leaves_a_failed_run(checkout: Path, tmp_path: Path) -> None:
    report = tmp_path / os.fsdecode(b"report\xff.sarif")
    report.write_text("{", encoding="utf-8")

    message = refusal(checkout, "--sarif", report)

    run = AnalysisRun.objects.get()
    assert (run.status, run.error_message) == ("failed", message.replace("\udcff", "\ufffd"))


def test_unknown_mode_is_refused_before_anything_is_made(checkout: Path) -> None:
    assert refusal(checkout, "--mode", "all").startswith("There is no review mode “all”")
    assert not AnalysisRun.objects.exists()


def test_checkout_without_remote_needs_a_name(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path} has no remote “origin”: give --repository owner/name."
    )


def test_unknown_user_is_refused(checkout: Path) -> None:
    assert refusal(checkout, "--user", "nobody") == "There is no user “nobody”."


def test_backlog_of_nobody_is_refused(checkout: Path) -> None:
    User.objects.get().groups.clear()

    assert refusal(checkout) == ("There is no curator: name whose backlog it is for with --user.")


def test_one_of_several_curators_must_be_named(checkout: Path) -> None:
    make_curator()

    assert refusal(checkout) == (
        "There are several curators: name whose backlog it is for with --user."
    )


HEEDING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Heeds Ctrl-C although a shell's background job hands it down as ignored."""


@pytest.mark.django_db(transaction=True)
def test_interruption_leaves_no_run_in_progress(checkout: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "endless.sarif"
    os.mkfifo(pipe)
    review = [sys.executable, "manage.py", "review", str(checkout), "--sarif", str(pipe)]
    command = [sys.executable, "-c", HEEDING, *review]
    database = settings.DATABASES["default"]["NAME"]
    environment = {**os.environ, "DATABASE_URL": _url_of(database)}
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        eventually(_is_at_its_source)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)

    run = AnalysisRun.objects.get()
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "CommandError: Interrupted: nothing was added."
    assert (run.status, run.error_message) == (AnalysisStatus.FAILED, "KeyboardInterrupt")


def _url_of(database: str) -> str:
    """The address of the session's server with the test's own database."""
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"{address}/{database}"


def _is_at_its_source() -> bool:
    """Tell whether a review has asked for the fingerprints, its last question before it reads."""
    query = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND state = 'idle' AND query LIKE %s"""
    with connection.cursor() as cursor:
        cursor.execute(query, [f'%FROM "{Fingerprint._meta.db_table}"%'])
        return bool(cursor.fetchone() == (1,))
