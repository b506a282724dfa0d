"""Mason's live server and the bare one, each a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from benchmarks.api.servers import database_url, environment, free_port, serving, silent
from execution.live.scopes import Scope
from execution.live.tokens import write_token
from mason.startup.granian import running
from mason.startup.ports import Ports
from mason.startup.web import OTHER_REQUESTS, live_server

MASON: Final = "mason"
BARE: Final = "bare"
SYSTEMS: Final = (MASON, BARE)


@dataclass(frozen=True, slots=True)
class Running:
    """The ports of both."""

    ports: dict[str, int]

    def target(self, system: str) -> str:
        """Give what a client asks there now; a token works for a minute."""
        return f"/stream?token={write_token(Scope())}" if system == MASON else "/"


@contextmanager
def running_systems(database: str) -> Iterator[Running]:
    """Serve both for the block, Mason as `make run` does."""
    ports = Ports(free_port(), free_port())
    options = ["--interface=asgi", f"--backpressure={settings.LIVE_CLIENTS + OTHER_REQUESTS}"]
    with (
        environment({"DATABASE_URL": database_url(database)}),
        running(live_server(ports), silent),
        serving("benchmarks.stream.bare:application", options, database, {}) as bare,
    ):
        yield Running({MASON: ports.live, BARE: bare})
