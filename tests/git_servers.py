"""A web server of a git repository that wants a token, by git's own http-backend."""

import base64
import os
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

from tests.git_remotes import GitRemote, git


@contextmanager
def served(remote: GitRemote, token: str, *, failing: Collection[int] = ()) -> Iterator[str]:
    """Serve the repository to whoever sends the token as GitHub takes it; give its address.

    Requests of the numbers `failing`, from 1, get 503.
    """
    numbers = count(1)
    git(remote.path, "config", "http.receivepack", "true")
    password = base64.b64encode(f"x-access-token:{token}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if next(numbers) in failing:
                self.send_response(503)
                self.end_headers()
                return
            if self.headers["Authorization"] != f"Basic {password}":
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.end_headers()
                return
            self.answer_by_git()

        do_POST = do_GET  # noqa: N815 - the base class names it

        def answer_by_git(self) -> None:
            path, _, query = self.path.partition("?")
            asked = self.rfile.read(int(self.headers["Content-Length"] or 0))
            answer = subprocess.run(
                ["git", "http-backend"],
                input=asked,
                stdout=subprocess.PIPE,
                env={
                    "PATH": os.environ["PATH"],
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "GIT_PROJECT_ROOT": str(remote.path.parent),
                    "PATH_INFO": path.replace("%20", " "),
                    "QUERY_STRING": query,
                    "REQUEST_METHOD": self.command,
                    "CONTENT_TYPE": self.headers["Content-Type"] or "",
                    "CONTENT_LENGTH": str(len(asked)),
                    "HTTP_CONTENT_ENCODING": self.headers["Content-Encoding"] or "",
                    "REMOTE_USER": "x-access-token",
                    "REMOTE_ADDR": "127.0.0.1",
                },
                check=False,
                timeout=60,
            )
            head, _, body = answer.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(headers.pop("Status", "200").split()[0]))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{remote.path.name.replace(' ', '%20')}"
        server.shutdown()
