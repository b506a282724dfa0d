"""The servers that people and agents speak to, and what each needs of granian."""

from typing import Final

from mason.startup.granian import Server

THREADS: Final = 4


def web_server(port: int) -> Server:
    """Serve admin and API from threads of one process."""
    return Server(
        name="The web server",
        target="mason.wsgi:application",
        port=port,
        options={"interface": "wsgi", "blocking-threads": THREADS},
    )


def live_server(port: int) -> Server:
    """Serve what waits more than it computes, from an event loop: MCP over HTTP."""
    return Server(
        name="The live server",
        target="mason.live.application:application",
        port=port,
        options={"interface": "asgi"},
    )
