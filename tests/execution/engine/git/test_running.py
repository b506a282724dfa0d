import os
from pathlib import Path
from threading import Event, Timer

import pytest

from execution.engine.git.configuration import local_environment, remote_environment
from execution.engine.git.exceptions import CommandFailed, GitError, Stopped, TimedOut
from execution.engine.git.running import Git
from tests.processes import eventually, is_running


def slow(tmp_path: Path, **options) -> tuple[Git, Path]:
    """Git that never ends: an alias whose process writes its number into the file."""
    number = tmp_path / "number"
    alias = f"alias.hang=!echo $$ > {number}.new && mv {number}.new {number} && exec sleep 99"
    settings = {"GIT_CONFIG_PARAMETERS": f"'{alias}'"}
    environment = local_environment() | settings
    return Git(folder=tmp_path, environment=environment, **options), number


@pytest.mark.parametrize("tied", [False, True])
def test_command_that_takes_too_long_is_ended_with_all_it_started(tmp_path, tied):
    git, number = slow(tmp_path, timeout=1, tied=tied)
    with pytest.raises(TimedOut) as raised:
        git.run("hang")
    assert str(raised.value) == "git hang took longer than 1 s and was ended."
    eventually(lambda: not is_running(int(number.read_text())))


@pytest.mark.parametrize("tied", [False, True])
def test_command_can_be_stopped_from_another_thread(tmp_path, tied):
    stop = Event()
    git, number = slow(tmp_path, timeout=60, stop=stop, tied=tied)

    def stop_once_started():
        eventually(number.exists)
        stop.set()

    Timer(0, stop_once_started).start()
    with pytest.raises(Stopped):
        git.run("hang")
    eventually(lambda: not is_running(int(number.read_text())))


@pytest.mark.parametrize("tied", [False, True])
def test_failure_says_which_command_how_it_ended_and_what_git_said(tmp_path, tied):
    git = Git(folder=tmp_path, environment=local_environment(), timeout=60, tied=tied)
    with pytest.raises(CommandFailed) as raised:
        git.run("rev-parse", "--verify", "HEAD")
    assert str(raised.value) == (
        "git rev-parse failed with exit code 128: fatal: not a git repository"
        " (or any of the parent directories): .git"
    )


def test_what_git_says_is_bounded_and_without_secrets(tmp_path):
    git = Git(folder=tmp_path, environment=local_environment(), timeout=60, secrets=("T0ken",))
    with pytest.raises(CommandFailed) as raised:
        git.run("T0ken" * 2000)
    assert "T0ken" not in raised.value.detail
    assert len(raised.value.detail) <= 2000


def test_missing_folder_is_said(tmp_path):
    git = Git(folder=tmp_path / "none", environment=local_environment(), timeout=60)
    with pytest.raises(GitError, match="none is gone: git can't work there"):
        git.run("status")


def test_environment_is_cut_down(monkeypatch):
    monkeypatch.setenv("MASON_SECRET", "x")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/evil")
    for environment in (local_environment(), remote_environment("https://example.org/x", "")):
        assert {"MASON_SECRET", "GIT_DIR", "GIT_EXTERNAL_DIFF"}.isdisjoint(environment)
        assert environment["PATH"] == os.environ["PATH"]
        assert environment["GIT_TERMINAL_PROMPT"] == "0"
        assert environment["LC_ALL"] == "C"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/owner/name.git", "http.https://github.com/.extraHeader"),
        ("https://user:pw@host:8443/a/b", "http.https://host:8443/.extraHeader"),
        ("ssh://git@github.com/owner/name.git", None),
        ("git@github.com:owner/name.git", None),
        ("/srv/git/name.git", None),
    ],
)
def test_token_is_for_the_web_address_of_the_remote_alone(url, key):
    environment = remote_environment(url, "T0ken")
    holding = [name for name, value in environment.items() if value.startswith("Authorization")]
    keys = [environment[name.replace("VALUE", "KEY")] for name in holding]
    assert keys == ([key] if key else [])


def test_users_rewriting_of_addresses_does_not_count(tmp_path, monkeypatch, remote):
    (tmp_path / ".gitconfig").write_text(f'[url "{tmp_path}/elsewhere/"]\n\tinsteadOf = file:///\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    git = Git(folder=tmp_path, environment=remote_environment(remote.url, ""), timeout=60)
    assert git.text("ls-remote", remote.url, "refs/heads/main").startswith(remote.branches["main"])
