"""A server on this machine that speaks the wires of Anthropic's Messages and OpenAI's chat.

It answers with what `replies` holds, one each, then with `reply`; it keeps what it was asked.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from tests.accounts.github_server import send

ANTHROPIC = "/v1/messages"
OPENAI = "/v1/chat/completions"
NO_SUGGESTIONS = '{"version": 1, "suggestions": []}'

type Fault = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Said:
    """A model's answer; `ending` is "done", "cut off" or "refused"."""

    text: str = NO_SUGGESTIONS
    ending: str = "done"
    input_tokens: int = 100
    output_tokens: int = 10


@dataclass(frozen=True)
class Asked:
    """A request that the server got."""

    path: str
    headers: Mapping[str, str]
    body: str

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The prompt."""
        (message,) = self.document["messages"]
        return str(message["content"])


@dataclass
class Provider:
    """The server's address, the key that it accepts, and what it was asked."""

    accepts: str
    url: str = ""
    reply: Said | Fault = Said()
    replies: deque[Said | Fault] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def next_reply(self, asked: Asked) -> Said | Fault:
        with self.lock:
            self.asked.append(asked)
            return self.replies.popleft() if self.replies else self.reply

    def accepted(self, headers: Mapping[str, str]) -> bool:
        """Whether a request shows the right key, in one of the providers' ways."""
        shown = {headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer ")}
        return self.accepts in shown


class Server(ThreadingHTTPServer):
    def __init__(self, provider: Provider) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.provider = provider
        provider.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers["content-length"])).decode()
        asked = Asked(self.path, headers, body)
        reply = self.server.provider.next_reply(asked)
        if not self.server.provider.accepted(headers):
            send(self, json.dumps({"error": {"message": "invalid x-api-key"}}), 401)
        elif callable(reply):
            reply(self)
        else:
            form = {ANTHROPIC: message_of, OPENAI: completion_of}[self.path]
            send(self, json.dumps(form(reply)))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def message_of(said: Said) -> dict[str, Any]:
    """An answer on Anthropic's wire."""
    endings = {"done": "end_turn", "cut off": "max_tokens", "refused": "refusal"}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "a-model",
        "content": [{"type": "text", "text": said.text}],
        "stop_reason": endings[said.ending],
        "stop_sequence": None,
        "usage": {"input_tokens": said.input_tokens, "output_tokens": said.output_tokens},
    }


def completion_of(said: Said) -> dict[str, Any]:
    """An answer on OpenAI's wire."""
    refused = said.ending == "refused"
    message = {
        "role": "assistant",
        "content": None if refused else said.text,
        "refusal": said.text if refused else None,
    }
    ending = "length" if said.ending == "cut off" else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "a-model",
        "choices": [{"index": 0, "message": message, "finish_reason": ending, "logprobs": None}],
        "usage": {
            "prompt_tokens": said.input_tokens,
            "completion_tokens": said.output_tokens,
            "total_tokens": said.input_tokens + said.output_tokens,
        },
    }


def refuses(status: int, message: str = "", **headers: str) -> Fault:
    """Refuse with the provider's message; names of headers are given with _ for -."""
    body = json.dumps({"type": "error", "error": {"type": "an_error", "message": message}})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: send(handler, body, status, headers=named)


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"id": ')


def says(body: str, kind: str = "application/json") -> Fault:
    """Answer 200 with something else."""
    return lambda handler: send(handler, body, content_type=kind)


@contextmanager
def running_provider(accepts: str) -> Iterator[Provider]:
    """Run the server for the block, on a free port."""
    provider = Provider(accepts)
    server = Server(provider)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
