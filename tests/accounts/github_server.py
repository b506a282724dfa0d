"""A server on this machine that speaks the part of GitHub that signing in needs.

It holds to what GitHub does: a code works once, for the application, address and PKCE challenge it
was given for; errors of the token's address come with status 200; answers are form-encoded unless
JSON is asked for. `faults` replaces what a path answers.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from django.test import Client
from pytest_django import Settings

CLIENT_ID = "Iv1.mason"
CLIENT_SECRET = "the-secret-of-the-application"  # an example, no secret
START = "/admin/github/login/"
RETURN = "http://testserver/admin/github/callback/"
OCTOCAT = {
    "id": 583231,
    "login": "octocat",
    "email": "octocat@example.org",
    "avatar_url": "https://avatars.example.org/u/583231",
}

type Fault = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Request:
    """A request that the server got."""

    method: str
    path: str
    values: dict[str, str]
    headers: dict[str, str]


@dataclass
class GitHub:
    """The server's address, whose account is signed in there, and what happened."""

    url: str = ""
    account: dict[str, Any] = field(default_factory=dict)
    approves: bool = True
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person is sent after the question whether the application may know them."""
        if asked.get("client_id") != CLIENT_ID:
            return f"{self.url}/404"
        answer = {"error": "access_denied", "error_description": "The user has denied access."}
        if self.approves:
            code = secrets.token_hex(10)
            self.codes[code] = asked
            answer = {"code": code}
        return f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}"

    def exchange(self, given: dict[str, str]) -> dict[str, str]:
        """The token for a code, or the error that GitHub names."""
        credentials = (given.get("client_id"), given.get("client_secret"))
        if credentials != (CLIENT_ID, CLIENT_SECRET):
            return {"error": "incorrect_client_credentials", "error_description": "Not correct."}
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or challenge(given.get("code_verifier", "")) != asked["code_challenge"]:
            return {"error": "bad_verification_code", "error_description": "Incorrect or expired."}
        if given.get("redirect_uri") != asked["redirect_uri"]:
            return {"error": "redirect_uri_mismatch", "error_description": "Must match."}
        self.tokens.append(f"gho_{secrets.token_hex(18)}")
        return {"access_token": self.tokens[-1], "scope": "", "token_type": "bearer"}

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier, by RFC 7636."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def answers(
    body: str | bytes, status: int = 200, content_type: str = "application/json", **headers: str
) -> Fault:
    """A fault: this answer, whatever was asked."""
    return lambda handler: send(handler, body, status, content_type, headers)


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """A fault: the connection ends without an answer."""
    handler.close_connection = True


def send(
    handler: BaseHTTPRequestHandler,
    body: str | bytes,
    status: int = 200,
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
) -> None:
    """Answer a request."""
    content = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(content)))
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


class GitHubServer(ThreadingHTTPServer):
    """The server, with its state for whoever answers."""

    def __init__(self, github: GitHub) -> None:
        super().__init__(("127.0.0.1", 0), GitHubHandler)
        self.github = github
        github.url = f"http://127.0.0.1:{self.server_port}"


class GitHubHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: GitHubServer

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, method: str, query: str) -> None:
        path, github = urlsplit(self.path).path, self.server.github
        values = {name: found[0] for name, found in parse_qs(query).items()}
        github.requests.append(Request(method, path, values, dict(self.headers)))
        if path in github.faults:
            github.faults[path](self)
        elif (method, path) == ("GET", "/login/oauth/authorize"):
            send(self, "", 302, headers={"Location": github.authorize(values)})
        elif (method, path) == ("POST", "/login/oauth/access_token"):
            self._token(github.exchange(values))
        elif (method, path) == ("GET", "/api/user"):
            self._user(github)
        else:
            send(self, '{"message": "Not Found"}', 404)

    def _token(self, answer: dict[str, str]) -> None:
        if self.headers["Accept"] == "application/json":
            send(self, json.dumps(answer))
        else:
            send(self, urlencode(answer), content_type="application/x-www-form-urlencoded")

    def _user(self, github: GitHub) -> None:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token in github.tokens:
            send(self, json.dumps(github.account))
        else:
            send(self, '{"message": "Bad credentials"}', 401)

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
    """Run the server for the block, with octocat signed in there, and Mason configured for it."""
    with running_github() as github:
        settings.GITHUB_URL = github.url
        settings.GITHUB_API_URL = f"{github.url}/api"
        settings.GITHUB_OAUTH_CLIENT_ID = CLIENT_ID
        settings.GITHUB_OAUTH_CLIENT_SECRET = CLIENT_SECRET
        settings.GITHUB_CURATORS = ["OctoCat"]
        github.account = dict(OCTOCAT)
        yield github


def asked_of_github(client: Client, **query: str) -> str:
    """The address at GitHub that starting to sign in leads to."""
    answer = client.get(START, query)
    assert answer.status_code == 302
    return str(answer["Location"])


def return_of(address: str) -> str:
    """The address that GitHub sends the browser back to."""
    return requests.get(address, allow_redirects=False, timeout=5).headers["Location"]


def sign_in(client: Client, **query: str) -> Any:
    """What Mason answers at the end of the way to GitHub and back."""
    return client.get(return_of(asked_of_github(client, **query)))


def is_signed_in(client: Client) -> bool:
    """Whether the browser gets into the admin."""
    return client.get("/admin/").status_code == 200
