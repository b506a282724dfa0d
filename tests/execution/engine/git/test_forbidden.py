import pytest

from execution.engine.git.forbidden import (
    MODE_OF_FILE,
    MODE_OF_LINK,
    MODE_OF_SUBMODULE,
    Entry,
    forbidden,
    forbidden_path,
)

GITS = "git's own files"
ENVIRONMENT = "a file of environment variables"
SECRETS = "a file of secrets by its name"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd", "an absolute path"),
        ("\\\\server\\share", "an absolute path"),
        ("C:\\windows", "an absolute path"),
        ("../other", "a path that leads out of the worktree"),
        ("src/../../other", "a path that leads out of the worktree"),
        ("src\\..\\other", "a path that leads out of the worktree"),
        (".git/config", GITS),
        ("sub/.GIT/hooks/pre-commit", GITS),
        ("sub/.git", GITS),
        ("sub/.git./config", GITS),
        ("sub/.g\u200cit/config", GITS),
        ("sub/.git::$INDEX_ALLOCATION/config", GITS),
        ("GIT~1/config", GITS),
        (".env", ENVIRONMENT),
        (".env.example", ENVIRONMENT),
        ("deploy/.ENV.production", ENVIRONMENT),
        (".envrc", ENVIRONMENT),
        (".env/settings", ENVIRONMENT),
        ("keys/server.pem", SECRETS),
        ("ID_RSA", SECRETS),
        ("home/.ssh/config", SECRETS),
        ("config/credentials.json", SECRETS),
        (".npmrc", SECRETS),
        (".github/workflows/ci.yml", "a workflow of GitHub Actions"),
        (".GitHub/Workflows/ci.yml", "a workflow of GitHub Actions"),
        ("packages/a/.github/workflows/ci.yml", "a workflow of GitHub Actions"),
        ("node_modules/left-pad/index.js", "an installed package"),
        ("web/Node_Modules/x", "an installed package"),
    ],
)
def test_path_is_forbidden_wherever_and_however_it_is_written(path, reason):
    assert forbidden_path(path) == reason


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        ".gitignore",
        ".gitattributes",
        "src/environment.py",
        "app/secrets.py",
        "credentials/signing_in.ts",
        "env/dev.py",
        ".github/CODEOWNERS",
        "workflows/ci.yml",
        "docs/node_modules.md",
        "a..b/c",
        "git/config",
        "...",
        'na\udcffme "quoted"\n',
    ],
)
def test_other_paths_may_be_changed(path):
    assert forbidden_path(path) is None


@pytest.mark.parametrize(
    ("path", "target", "reason"),
    [
        ("link", "/etc/passwd", "a symbolic link to an absolute path"),
        ("link", "C:\\windows", "a symbolic link to an absolute path"),
        ("link", "..", "a symbolic link out of the worktree"),
        ("a/b/link", "../../../x", "a symbolic link out of the worktree"),
        ("link", "a/../../x", "a symbolic link that goes up behind another folder"),
        ("link", "a/..", "a symbolic link that goes up behind another folder"),
        ("link", ".git/config", "a symbolic link to git's own files"),
        ("a/link", "../.GIT", "a symbolic link to git's own files"),
    ],
)
def test_link_may_not_lead_out(path, target, reason):
    assert forbidden([Entry(path=path, mode=MODE_OF_LINK, target=target)]) == {path: reason}


@pytest.mark.parametrize(
    ("path", "target"), [("link", "README.md"), ("a/b/link", "../../x"), ("link", "./.hidden/x")]
)
def test_link_may_lead_to_another_file(path, target):
    assert forbidden([Entry(path=path, mode=MODE_OF_LINK, target=target)]) == {}


def test_repository_within_is_forbidden():
    entry = Entry(path="vendor/other", mode=MODE_OF_SUBMODULE)
    assert forbidden([entry]) == {"vendor/other": "a repository of its own"}


def test_deletion_of_such_a_file_counts_and_what_is_allowed_is_not_named():
    entries = [Entry(path=".env", mode=0), Entry(path="README.md", mode=MODE_OF_FILE)]
    assert forbidden(entries) == {".env": ENVIRONMENT}
