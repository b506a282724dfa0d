"""The servers that people and agents speak to, and what each needs of granian."""

from typing import Final

from django.conf import settings

from mason.startup.granian import Server
from mason.startup.ports import LIVE, Ports

THREADS: Final = 4
OTHER_REQUESTS: Final = 100
"""At once at the live server, beside the streams."""


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
        # So many requests at once: streams, and what else is asked meanwhile.
        options={"interface": "asgi", "backpressure": settings.LIVE_CLIENTS + OTHER_REQUESTS},
    )
