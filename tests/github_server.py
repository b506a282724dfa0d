"""A server on this machine that speaks the part of GitHub's API that pull requests need.

It holds to what GitHub does: nothing without a token; a repository that isn't there is a 404; only
one open pull request for a branch and its base; an address from before a repository was renamed
redirects; the list is filtered by `owner:branch`, and the newest come first. `next_answers` holds
what happens instead at the next requests, one each: tests/github_happenings.py has some.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pytest_django import Settings

TOKEN = "github_pat_an_example"  # an example, no secret

type Document = dict[str, Any]
type Answer = tuple[int, object, Mapping[str, str]]


@dataclass(frozen=True)
class Request:
    """A request that the server got."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Document


@dataclass
class Repository:
    """A repository: its branches, those of them that differ from the others, and its address."""

    full_name: str
    number: int
    branches: set[str] = field(default_factory=lambda: {"main"})
    without_commits: set[str] = field(default_factory=set)
    pull_requests: list[Document] = field(default_factory=list)


type Happening = Callable[["GitHubHandler", Callable[[], Answer]], None]
"""What happens at a request, given how it would be carried out and answered."""


@dataclass
class GitHub:
    """The server's address, what it has, what it was asked, and what happens next."""

    url: str = ""
    token: str = TOKEN
    filters: bool = True
    accepts_any_branch: bool = False
    repositories: list[Repository] = field(default_factory=list)
    former_names: dict[str, Repository] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    next_answers: dict[str, deque[Happening]] = field(
        default_factory=lambda: {"GET": deque(), "POST": deque()}
    )
    lock: RLock = field(default_factory=RLock)

    def add(self, full_name: str, *branches: str) -> Repository:
        """Have a repository with main and these branches."""
        repository = Repository(full_name, number=1000 + len(self.repositories))
        repository.branches.update(branches)
        self.repositories.append(repository)
        return repository

    def rename(self, repository: Repository, full_name: str) -> None:
        """Give a repository another name, or owner; the former one redirects."""
        for made in repository.pull_requests:
            made["head"]["label"] = f"{full_name.partition('/')[0]}:{made['head']['ref']}"
            made["head"]["repo"]["full_name"] = full_name
        self.former_names[repository.full_name.lower()] = repository
        repository.full_name = full_name

    def open(
        self, repository: Repository, branch: str, *, base: str = "main", **fields: Any
    ) -> Document:
        """Have a pull request; `fields` replace what it has."""
        with self.lock:
            number = 1 + len(repository.pull_requests)
            made = self._document(repository, number, branch, base) | fields
            repository.pull_requests.append(made)
        return made

    def asked(self) -> list[tuple[str, str]]:
        """The methods and paths that were asked for, in order."""
        return [(request.method, request.path) for request in self.requests]

    def _document(self, repository: Repository, number: int, head: str, base: str) -> Document:
        owner = repository.full_name.partition("/")[0]
        source = {"id": repository.number, "full_name": repository.full_name}
        return {
            "url": f"{self.url}/repos/{repository.full_name}/pulls/{number}",
            "html_url": f"https://github.example.org/{repository.full_name}/pull/{number}",
            "number": number,
            "state": "open",
            "merged_at": None,
            "user": {"login": "mason"},
            "head": {"label": f"{owner}:{head}", "ref": head, "repo": source},
            "base": {"label": f"{owner}:{base}", "ref": base, "repo": source},
        }

    def answer(self, request: Request) -> Answer:
        """Carry a request out."""
        with self.lock:
            if request.headers.get("authorization", "").partition(" ")[2] != self.token:
                return 401, {"message": "Bad credentials"}, {}
            _, kind, *names = request.path.split("/", 4)
            if kind == "repositories":
                return self._of_number(request, *names)
            return self._of_name(request, *names)

    def _of_name(self, request: Request, owner: str, name: str, rest: str = "") -> Answer:
        full_name = f"{owner}/{name}".lower()
        for repository in self.repositories:
            if repository.full_name.lower() == full_name:
                return self._of(repository, request, rest)
        moved = self.former_names.get(full_name)
        if moved is None:
            return 404, {"message": "Not Found"}, {}
        location = f"{self.url}/repositories/{moved.number}{'/' * bool(rest)}{rest}"
        status = 301 if request.method == "GET" else 307
        return status, {"message": "Moved Permanently"}, {"Location": location}

    def _of_number(self, request: Request, number: str, rest: str = "") -> Answer:
        repository = next(one for one in self.repositories if one.number == int(number))
        return self._of(repository, request, rest)

    def _of(self, repository: Repository, request: Request, rest: str) -> Answer:
        if not rest:
            return 200, {"id": repository.number, "full_name": repository.full_name}, {}
        if rest != "pulls":
            return 404, {"message": "Not Found"}, {}
        if request.method == "GET":
            return 200, self._page(repository, request.query), {}
        return self._create(repository, request.body)

    def _page(self, repository: Repository, query: dict[str, str]) -> list[Document]:
        state, size = query.get("state", "open"), int(query.get("per_page", "30"))
        found = [
            one
            for one in reversed(repository.pull_requests)
            if state in ("all", one["state"])
            and (not self.filters or query.get("head") in (None, one["head"]["label"]))
        ]
        start = size * (int(query.get("page", "1")) - 1)
        return found[start : start + size]

    def _create(self, repository: Repository, body: Document) -> Answer:
        head, base = body["head"], body["base"]
        for branch, name in ((head, "head"), (base, "base")):
            if branch not in repository.branches and not self.accepts_any_branch:
                return refusal({"resource": "PullRequest", "field": name, "code": "invalid"})
        if head in repository.without_commits:
            return refusal(custom(f"No commits between {base} and {head}"))
        label = f"{repository.full_name.partition('/')[0]}:{head}"
        if any(is_open_between(one, label, base) for one in repository.pull_requests):
            return refusal(custom(f"A pull request already exists for {label}."))
        made = self.open(repository, head, base=base, title=body["title"], body=body["body"])
        return 201, made, {"Location": made["url"]}


def is_open_between(document: Document, label: str, base: str) -> bool:
    """Whether it is an open pull request from `owner:branch` into the other branch."""
    branches = (document["head"]["label"], document["base"]["ref"])
    return document["state"] == "open" and branches == (label, base)


def refusal(error: Document) -> Answer:
    """What GitHub answers when it can't make a pull request."""
    return 422, {"message": "Validation Failed", "errors": [error]}, {}


def custom(message: str) -> Document:
    """An error with a message of its own."""
    return {"resource": "PullRequest", "code": "custom", "message": message}


class GitHubServer(ThreadingHTTPServer):
    """The server, with its state for whoever answers."""

    def __init__(self, github: GitHub) -> None:
        super().__init__(("127.0.0.1", 0), GitHubHandler)
        self.github = github
        github.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


class GitHubHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: GitHubServer

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Document) -> None:
        parts, github = urlsplit(self.path), self.server.github
        query = {name: found[0] for name, found in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, query, headers, body)
        with github.lock:
            github.requests.append(request)
            following = github.next_answers[self.command]
            happening = following.popleft() if following else None
        if happening is None:
            self.send(*github.answer(request))
        else:
            happening(self, lambda: github.answer(request))

    def send(self, status: int, document: object, headers: Mapping[str, str]) -> None:
        """Answer with a document as JSON; bytes are sent as they are."""
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running_github() -> Iterator[GitHub]:
    """Run the server for the block, on a free port."""
    github = GitHub()
    server = GitHubServer(github)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def configured_github(settings: Settings) -> Iterator[GitHub]:
    """Run the server for the block, with Mason configured for it."""
    with running_github() as github:
        settings.GITHUB_API_URL = github.url
        settings.GITHUB_TOKEN = github.token
        yield github
