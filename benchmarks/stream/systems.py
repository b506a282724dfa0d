"""Mason's live server and the bare one, each a process of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from benchmarks.api.servers import database_url, environment, free_port, serving, silent
from benchmarks.stream import bare
from execution.live import connecting
from execution.live.scopes import Scope
from execution.live.tokens import write_token
from mason.startup.granian import running
from mason.startup.ports import Ports
from mason.startup.web import OTHER_REQUESTS, live_server

MASON: Final = "mason"
BARE: Final = "bare"
SYSTEMS: Final = (MASON, BARE)
POLL_SECONDS: Final = 0.1
_LISTENERS: Final = "SELECT FROM pg_stat_activity WHERE application_name = ANY(%s)"


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
        serving("benchmarks.stream.bare:application", options, database, {}) as port,
    ):
        yield Running({MASON: ports.live, BARE: port})


def wait_until_nobody_listens() -> None:
    """Wait until what the other system still does for its last clients is over."""
    while _anybody_listens():
        time.sleep(POLL_SECONDS)


def _anybody_listens() -> bool:
    names = [connecting.APPLICATION_NAME, bare.APPLICATION_NAME]
    with connection.cursor() as cursor:
        cursor.execute(_LISTENERS, [names])
        return bool(cursor.rowcount)
