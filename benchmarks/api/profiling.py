"""Where Mason's time goes in one case: cProfile around its WSGI application, without a server."""

import cProfile
import io
import pstats
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import unquote

from benchmarks.api.cases import Case, reading_cases, writing_cases
from benchmarks.api.data import USER, add_rows
from benchmarks.api.keys import keys_of
from benchmarks.api.requests import Request
from benchmarks.api.rounds import Pace
from benchmarks.api.stock import take_stock_away
from benchmarks.databases import prepare, using
from benchmarks.filling import Say
from mason.startup.ports import HOST
from mason.wsgi import application

WARM: Final = 50
TIMES: Final = 500
FUNCTIONS_SHOWN: Final = 45


def profile(items: int, keys: int, name: str, say: Say) -> None:
    """Print the functions in which requests of the first case that fits spend their time."""
    database = prepare(items, say)
    add_rows(database, keys, say)
    with using(database):
        try:
            case = _case(name)
            say(f"{TIMES} requests of “{case.name}”; the profiler itself makes calls slower.")
            say(_profiled(case.requests(1)[0]))
        finally:
            take_stock_away()


def _case(name: str) -> Case:
    cases = [*reading_cases(), *writing_cases(Pace(1, 2.0))]
    exact = [case for case in cases if case.name == name]
    for case in [*exact, *(case for case in cases if name in case.name)]:
        return case
    raise SystemExit(f"No case has {name!r} in its name: {', '.join(c.name for c in cases)}.")


def _profiled(request: Request) -> str:
    for number in range(WARM):
        _answer(request, number)
    profiler = cProfile.Profile()
    profiler.enable()
    for number in range(WARM, WARM + TIMES):
        _answer(request, number)
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(FUNCTIONS_SHOWN)
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(FUNCTIONS_SHOWN)
    return text.getvalue()


def _answer(request: Request, number: int) -> None:
    statuses: list[str] = []
    body: Iterable[bytes] = application(_environ(request.numbered(number)), _start(statuses))
    answer = b"".join(body)
    if not statuses[0].startswith("2"):
        raise SystemExit(f"{request.target} answered {statuses[0]}: {answer[:300].decode()}")


def _start(statuses: list[str]) -> Callable[..., Callable[[bytes], object]]:
    def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda _piece: None

    return start


def _environ(request: Request) -> dict[str, Any]:
    path, _, query = request.target.partition("?")
    headers = request.headers(keys_of(USER, 1)[0])
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": headers["Host"],
        "HTTP_ACCEPT": headers["Accept"],
        "HTTP_AUTHORIZATION": headers["Authorization"],
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(request.payload)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.payload),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
