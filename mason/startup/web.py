"""The servers that people and agents speak to, and what each needs of granian."""

from typing import Final

from mason.startup.granian import Server
from mason.startup.ports import LIVE, Ports

THREADS: Final = 4


def web_server(ports: Ports) -> Server:
    """Serve admin and API from threads of one process, which knows where the live server is."""
    return Server(
        name="The web server",
        target="mason.wsgi:application",
        port=ports.web,
        options={"interface": "wsgi", "blocking-threads": THREADS},
        environment={LIVE: str(ports.live)},
    )


def live_server(ports: Ports) -> Server:
    """Serve what waits more than it computes, from an event loop: streams, and MCP over HTTP."""
    return Server(
        name="The live server",
        target="mason.live.application:application",
        port=ports.live,
        options={"interface": "asgi"},
    )
