"""Does what docs/deploying.md says: production from an empty server to an item carried out."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.deployments import TEXT, Deployment, deployed
from tests.documented_files import blocks_of, part
from tests.git_remotes import git, make_remote
from tests.processes import TIMEOUT_SECONDS, eventually

HOST = "mason.example.org"
THROUGH_PROXY = {"Host": HOST, "X-Forwarded-Host": HOST, "X-Forwarded-Proto": "https"}
SUGGESTION = {
    "title": "Close the file after a failed import",
    "problem": "read_rows() in src/app.py leaves the file open when a row is malformed.",
    "solution": "Open the file in read_rows() of src/app.py in a with block.",
    "area": "backend",
    "type": "backend",
    "complexity": 1,
    "impact_score": 8,
    "effort_score": 2,
    "files": ["src/app.py"],
}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One for all tests: making it takes many seconds."""
    with deployed(tmp_path_factory.mktemp("deployment")) as made:
        yield made


def get(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


def answers(port: int, path: str) -> bool:
    try:
        return get(port, path, {"Host": HOST})[0] == 200
    except OSError:
        return False


def test_web_and_live_answer_in_production(deployment: Deployment) -> None:
    eventually(lambda: answers(deployment.web, "/readyz"))
    eventually(lambda: answers(deployment.live, "/healthz"))

    status, headers, _ = get(deployment.web, "/admin/login/", {"Host": HOST})
    assert (status, headers["location"]) == (301, f"https://{HOST}/admin/login/")

    assert get(deployment.web, "/admin/login/", THROUGH_PROXY)[0] == 200


def test_static_files_are_served_to_be_kept(deployment: Deployment) -> None:
    eventually(lambda: answers(deployment.web, "/readyz"))
    manifest = deployment.folder / "app" / "staticfiles" / "staticfiles.json"
    path = json.loads(manifest.read_text())["paths"]["mason/admin.css"]

    status, headers, body = get(deployment.web, f"/static/{path}", THROUGH_PROXY)

    assert (status, headers["cache-control"]) == (200, "max-age=315360000, public, immutable")
    assert body != ""


def test_the_worker_carries_an_item_out_with_the_rights_of_its_role(
    deployment: Deployment, tmp_path: Path
) -> None:
    remote = make_remote(tmp_path / "remote.git")
    checkout = tmp_path / "shop"
    git(tmp_path, "clone", "--quiet", remote.url, str(checkout))
    findings = tmp_path / "proposals.json"
    findings.write_text(json.dumps({"version": 1, "suggestions": [SUGGESTION]}))
    options = f"--repository acme/shop --user octocat --suggestions {findings}"
    deployment.run(f"mason web review {checkout} {options}")
    with deployment.connect("mason_app") as app:
        app.execute("UPDATE mason_github_repositories SET github_clone_url = %s", [remote.url])
        app.execute("UPDATE mason_pm_backlog_items SET status = 'approved'")
    deployment.run("mason web generate_prds --repository acme/shop")

    deployment.run("mason worker execute_approved --no-wait")

    with deployment.connect("mason_app") as app:
        ended = "SELECT status, error_message FROM execution_attempt WHERE completed_at IS NOT NULL"
        eventually(lambda: app.execute(ended).fetchone() is not None)
        assert app.execute(ended).fetchall() == [("succeeded", None)]
    (branch,) = [name for name in remote.branches if name.startswith("mason/")]
    assert remote.files(branch)["done.txt"] == "done"


@pytest.mark.parametrize("query", blocks_of(part(TEXT, "What to watch"), "sql"))
def test_what_is_to_be_watched_can_be_asked(deployment: Deployment, query: str) -> None:
    with deployment.connect("mason_app") as app:
        assert app.execute(query).description is not None


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("mason_app", "ALTER TABLE mason_users ADD COLUMN own text"),
        ("mason_app", "CREATE TABLE own (id int)"),
        ("mason_app", "TRUNCATE mason_execution_logs"),
        ("mason_worker", "SELECT key_hash FROM mason_api_keys"),
        ("mason_worker", "SELECT FROM mason_ai_provider_keys"),
        ("mason_worker", "SELECT FROM django_session"),
        ("mason_worker", "UPDATE mason_users SET is_superuser = true"),
    ],
)
def test_roles_may_not_do_more_than_they_need(
    deployment: Deployment, role: str, statement: str
) -> None:
    with (
        deployment.connect(role) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
