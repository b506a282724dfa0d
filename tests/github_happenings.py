"""What may happen at a request to the server that speaks GitHub's API, instead of its answer."""

import time
from collections.abc import Callable
from threading import Barrier, Event

from tests.github_server import Answer, GitHubHandler, Happening


def answers(status: int, document: object = None, **headers: str) -> Happening:
    """Nothing is carried out, and this is the answer; `_` in names of headers is a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.send(status, document, named)


def breaks_off_before(handler: GitHubHandler, _: Callable[[], Answer]) -> None:
    """The connection ends, and nothing is carried out."""
    handler.close_connection = True


def breaks_off_after(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
    """All is carried out, but the connection ends without an answer."""
    carry_out()
    handler.close_connection = True


def carried_out_but_answers(status: int, document: object = None) -> Happening:
    """All is carried out, but this is the answer."""

    def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        carry_out()
        handler.send(status, document, {})

    return happen


def takes(seconds: float) -> Happening:
    """All is carried out, and the answer comes after so long, to whoever is still there."""

    def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        answer = carry_out()
        time.sleep(seconds)
        handler.send(*answer)

    return happen


def waits_for(event: Event) -> Happening:
    """The answer comes when the event is set, and nothing is carried out before."""

    def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        event.wait(60)
        handler.send(*carry_out())

    return happen


def meets(barrier: Barrier) -> Happening:
    """All is carried out, and the answer comes when as many requests got as far."""

    def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        answer = carry_out()
        barrier.wait(60)
        handler.send(*answer)

    return happen
