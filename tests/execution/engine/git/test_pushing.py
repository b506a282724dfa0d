import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from uuid import uuid4

import pytest

from execution.engine.git.exceptions import BranchTaken, CommandFailed, Refused, Unreachable
from execution.engine.git.remotes import Remote
from tests.git_remotes import git
from tests.git_servers import served
from tests.processes import free_port

TOKEN = "ghp_0123456789abcdefT0ken"
SENT = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


@pytest.fixture
def commit(checkout, author):
    with checkout.worktree(uuid4(), "mason/work", checkout.base_of("main")) as worktree:
        (worktree.path / "new.txt").write_text("1\n")
        return worktree.commit("Add", author)


type Asked = tuple[str, str | None]
"""A path and what came as Authorization."""


class Answers(BaseHTTPRequestHandler):
    """Answers every request alike and remembers what it was asked."""

    status = 200
    location = ""
    asked: ClassVar[list[Asked]] = []

    def do_GET(self):
        self.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(self.status)
        if self.location:
            self.send_header("Location", self.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def answering(status: int, location: str = "") -> Iterator[tuple[str, list[Asked]]]:
    """Serve; give the address and the requests."""
    asked: list[Asked] = []
    handler = type("Handler", (Answers,), {"status": status, "location": location, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/owner/name.git", asked
        server.shutdown()


def over_http(checkouts, url, token=TOKEN):
    return checkouts.refreshed(uuid4(), Remote(clone_url=url, default_branch="main", token=token))


def test_pushed_branch_is_on_the_remote(checkout, remote, commit):
    assert checkout.remote_commit("mason/work") is None
    checkout.push("mason/work", commit)
    assert checkout.remote_commit("mason/work") == remote.branches["mason/work"] == commit


def test_pushing_again_does_nothing(checkout, remote, commit):
    checkout.push("mason/work", commit)
    remote.add_hook("pre-receive", "exit 1")
    checkout.push("mason/work", commit)
    assert remote.branches["mason/work"] == commit


def test_branch_with_other_commits_is_taken_and_stays(checkout, remote, commit):
    theirs = remote.commit_on("mason/work", {"theirs.txt": "1\n"})
    with pytest.raises(BranchTaken) as raised:
        checkout.push("mason/work", commit)
    assert str(raised.value) == (
        f"The remote already has a branch mason/work, at {theirs}:"
        " delete it there or take another name."
    )
    assert remote.branches["mason/work"] == theirs


def test_branch_that_a_push_would_only_move_forward_is_taken_too(checkout, remote, commit):
    base = remote.branches["main"]
    git(remote.path, "branch", "mason/work", base)
    with pytest.raises(BranchTaken):
        checkout.push("mason/work", commit)
    assert remote.branches["mason/work"] == base


def test_refusal_of_the_remotes_hook_is_told(checkout, remote, commit):
    remote.add_hook("pre-receive", "echo 'Only on Tuesdays, by T0ken.' >&2; exit 1")
    with pytest.raises(Refused) as raised:
        checkout.push("mason/work", commit)
    assert "Only on Tuesdays" in str(raised.value)
    assert "[remote rejected] (pre-receive hook declined)" in str(raised.value)
    assert list(remote.branches) == ["main"]


def test_remote_that_vanished_is_unreachable(checkout, remote, commit):
    shutil.rmtree(remote.path)
    with pytest.raises(Unreachable):
        checkout.push("mason/work", commit)
    with pytest.raises(Unreachable):
        checkout.remote_commit("mason/work")


def test_token_opens_a_web_server_for_fetching_and_pushing(checkouts, remote, author):
    with served(remote, TOKEN) as url:
        checkout = over_http(checkouts, url)
        with checkout.worktree(uuid4(), "mason/x", checkout.base_of("main")) as worktree:
            (worktree.path / "new.txt").write_text("1\n")
            commit = worktree.commit("Add", author)
        checkout.push("mason/x", commit)
        assert checkout.remote_commit("mason/x") == remote.branches["mason/x"] == commit


def test_wrong_token_is_refused(checkouts, remote):
    with served(remote, TOKEN) as url, pytest.raises(Refused) as raised:
        over_http(checkouts, url, token="another")
    assert "another" not in str(raised.value)


def test_server_that_is_down_is_unreachable(checkouts):
    with pytest.raises(Unreachable):
        over_http(checkouts, f"http://127.0.0.1:{free_port()}/owner/name.git")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Refused),
        (403, Refused),
        (404, Refused),
        (429, Unreachable),
        (500, Unreachable),
        (503, Unreachable),
    ],
)
def test_servers_answer_tells_whether_to_try_again(checkouts, status, error):
    with answering(status) as (url, asked), pytest.raises(CommandFailed) as raised:
        over_http(checkouts, url)
    assert type(raised.value) is error
    assert asked[0] == ("/owner/name.git/info/refs?service=git-upload-pack", f"Basic {SENT}")


@pytest.mark.parametrize("status", [401, 403, 500])
def test_token_and_password_of_the_address_are_not_told(checkouts, status):
    with answering(status) as (url, _), pytest.raises(CommandFailed) as raised:
        over_http(checkouts, url.replace("://", f"://user:{TOKEN}@"))
    shown = f"{raised.value} {raised.value!r} {vars(raised.value)}"
    assert (TOKEN in shown, SENT in shown, "user:" in shown) == (False, False, False)


def test_token_is_not_taken_to_where_the_server_redirects(checkouts):
    with (
        answering(200) as (elsewhere, stolen),
        answering(301, elsewhere) as (url, asked),
        pytest.raises(Refused),
    ):
        over_http(checkouts, url)
    assert (len(asked), stolen) == (1, [])


def test_token_is_neither_kept_in_files_nor_given_to_other_protocols(
    checkouts, remote, author, tmp_path
):
    remote.add_hook("pre-receive", f"env > {tmp_path}/environment")
    token_too = Remote(clone_url=remote.url, default_branch="main", token=TOKEN)
    checkout = checkouts.refreshed(uuid4(), token_too)
    with checkout.worktree(uuid4(), "mason/x", checkout.base_of("main")) as worktree:
        (worktree.path / "new.txt").write_text("1\n")
        checkout.push("mason/x", worktree.commit("Add", author))
        files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tmp_path / "environment" in files
    assert [path for path, content in files.items() if TOKEN.encode() in content] == []
    assert [path for path, content in files.items() if SENT.encode() in content] == []


@pytest.mark.parametrize("url", ["ext::sh -c 'touch ran'", "fd::17", "--upload-pack=touch ran"])
def test_address_that_names_a_program_is_refused(checkouts, url):
    with pytest.raises(CommandFailed, match=r"not allowed|blocked"):
        checkouts.refreshed(uuid4(), Remote(clone_url=url, default_branch="main"))
