"""Measures the admin's pages and the API over a big backlog and prints tables of ratios.

Run it by `make bench`, or with other sizes: `make bench ARGS="--small 2000 --big 20000"`; the API
alone by `make bench ARGS="--api"`. `make bench ARGS="--filter"` measures how long the filter takes,
`make bench ARGS="--engine"` how much of an execution is the engine's own,
`make bench ARGS="--logs"` how fast logs are kept and read,
`make bench ARGS="--stream"` how fast listeners are told how it goes on, and
`make bench ARGS="--judgement"` tells how well the filter judges
the labelled suggestions of `benchmarks/judgement/`.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.test import Client, override_settings

from accounts.models import User
from benchmarks.api.keys import FEWEST
from benchmarks.api.profiling import profile
from benchmarks.api.rounds import Pace
from benchmarks.api.run import Options, run
from benchmarks.cases import Case, cases
from benchmarks.databases import prepare, using
from benchmarks.engine.run import run as measure_engine
from benchmarks.filtering.run import run as measure_filter
from benchmarks.judgement.lines import Half
from benchmarks.judgement.run import print_wrong
from benchmarks.judgement.run import run as judge_set
from benchmarks.logs.run import run as measure_logs
from benchmarks.measuring import Measured, Page, PageFailed, measure
from benchmarks.stock import stock_templates
from benchmarks.stream.run import run as measure_stream

MOST_BYTES: Final = 400_000
BACKEND: Final = "accounts.authentication.GitHubUsernameBackend"


@dataclass(frozen=True, slots=True)
class Line:
    """A case at both sizes, and in Django's own admin at the big one."""

    case: Case
    small: Measured
    big: Measured
    stock: Measured | None = None

    @property
    def ratio(self) -> float:
        """How many times as long the page takes at the big size."""
        return self.big.seconds / self.small.seconds

    @property
    def faster(self) -> float:
        """How many times as long Django's own admin takes; 0 where it wasn't asked."""
        return self.stock.seconds / self.big.seconds if self.stock else 0.0

    @property
    def is_comparable(self) -> bool:
        """Whether the page is about as long at both sizes; few items may fit a filter."""
        return self.small.size * 1.1 >= self.big.size

    def misses(self) -> list[str]:
        """Name what isn't as it is wanted."""
        wanted = {
            "ratio": self.ratio <= self.case.most or not self.is_comparable,
            "stock": not self.stock or self.faster >= self.case.faster,
            "queries": self.small.queries == self.big.queries,
            "counts": not self.big.whole_counts,
            "size": self.big.size <= MOST_BYTES,
        }
        return [name for name, holds in wanted.items() if not holds]


def main() -> None:
    """Read the arguments, then measure the part that they name, or the pages and the API."""
    arguments = _arguments()
    for name, measure_part in _PARTS.items():
        if getattr(arguments, name):
            measure_part(arguments)
            return
    if not arguments.api:
        _measure_pages(arguments)
    if arguments.api or not arguments.only:
        _measure_api(arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", type=int, default=10_000, help="items of the small backlog")
    parser.add_argument("--big", type=int, default=1_000_000, help="items of the big backlog")
    parser.add_argument("--times", type=int, default=9, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="measure only cases with this in their name")
    parser.add_argument("--api", action="store_true", help="measure the API and no pages")
    parser.add_argument("--keys", type=int, default=10_000, help="API keys")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case of the API")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of such a round")
    parser.add_argument("--profile", default="", help="show where one case of the API spends time")
    parser.add_argument("--judgement", action="store_true", help="judge the labelled suggestions")
    parser.add_argument("--filter", action="store_true", help="measure the filter's speed")
    parser.add_argument("--engine", action="store_true", help="measure the engine's own time")
    parser.add_argument("--stream", action="store_true", help="measure the streams of progress")
    parser.add_argument("--clients", type=int, default=500, help="clients of a stream at once")
    parser.add_argument("--items", type=int, default=50, help="items that the engine executes")
    parser.add_argument("--megabytes", type=int, default=100, help="size of the SARIF report")
    parser.add_argument("--decided", type=int, default=20_000, help="decided items at most")
    parser.add_argument("--logs", action="store_true", help="measure how fast logs are")
    parser.add_argument("--lines", type=int, default=2_000_000, help="lines of all logs")
    parser.add_argument("--lines-of-run", type=int, default=100_000, help="lines of a run's log")
    parser.add_argument("--half", choices=list(Half), help="judge one half of them alone")
    parser.add_argument(
        "--wrong", action="store_true", help="list the tuning half's wrong verdicts"
    )
    arguments = parser.parse_args()
    if arguments.keys < FEWEST:
        parser.error(f"--keys must be at least {FEWEST}: 16 clients ask with different ones")
    return arguments


def _measure_filter(arguments: argparse.Namespace) -> None:
    measure_filter(
        rounds=arguments.rounds,
        megabytes=arguments.megabytes,
        many=arguments.decided,
        say=_say,
    )


def _measure_logs(arguments: argparse.Namespace) -> None:
    measure_logs(
        rounds=arguments.rounds,
        lines=arguments.lines,
        lines_of_run=arguments.lines_of_run,
        say=_say,
    )


def _measure_stream(arguments: argparse.Namespace) -> None:
    pace = Pace(arguments.rounds, arguments.seconds)
    measure_stream(clients=arguments.clients, pace=pace, say=_say)


def _measure_engine(arguments: argparse.Namespace) -> None:
    measure_engine(items=arguments.items, say=_say)


def _profile(arguments: argparse.Namespace) -> None:
    profile(arguments.big, arguments.keys, arguments.profile, _say)


def _measure_judgement(arguments: argparse.Namespace) -> None:
    judge_set([Half(arguments.half)] if arguments.half else list(Half), _say)
    if arguments.wrong:
        _say("")
        print_wrong(_say)


def _measure_pages(arguments: argparse.Namespace) -> None:
    small = prepare(arguments.small, _say)
    big = prepare(arguments.big, _say)
    with override_settings(
        ROOT_URLCONF="benchmarks.stock", ALLOWED_HOSTS=["testserver"], DEBUG=False
    ):
        _print_header(arguments.small, arguments.big)
        lines = list(_lines(small, big, arguments.times, arguments.only))
    _say(f"\n{len(lines)} pages, {sum(bool(line.misses()) for line in lines)} miss something.")


def _measure_api(arguments: argparse.Namespace) -> None:
    pace = Pace(arguments.rounds, arguments.seconds)
    options = Options(items=arguments.big, keys=arguments.keys, pace=pace, only=arguments.only)
    lines = run(options, _say)
    _say(f"\n{len(lines)} lines, {sum(bool(line.misses()) for line in lines)} miss something.")


def _lines(small: str, big: str, times: int, only: str) -> Iterator[Line]:
    (few, at_small), (many, at_big) = _signed_in(small), _signed_in(big)
    for same, case in zip(at_small, at_big, strict=True):
        if only not in case.name:
            continue
        pages = [Page(small, few, same.url), Page(big, many, case.url)]
        stock = [Page(big, many, case.stock)] if case.stock else []
        try:
            line = Line(case, *measure(pages, times=times), *_stock(stock, times))
        except PageFailed as failure:
            _say(f"{case.name:44} {failure}")
            continue
        _print_line(line)
        yield line


def _signed_in(database: str) -> tuple[Client, list[Case]]:
    with using(database):
        client, user = Client(raise_request_exception=False), _administrator()
        client.force_login(user, backend=BACKEND)
        return client, list(cases(user))


def _stock(pages: list[Page], times: int) -> list[Measured]:
    with override_settings(TEMPLATES=stock_templates()):
        return measure(pages, times=times)


def _administrator() -> User:
    values = {"github_username": "bench", "is_staff": True, "is_superuser": True}
    user: User
    user, _ = User.objects.get_or_create(github_id="bench", defaults=values)
    return user


def _print_header(small: int, big: int) -> None:
    _say(f"\nMilliseconds (median) with {small:,} and {big:,} items; ratios are what to trust.")
    titles = f"{'small':>7} {'big':>7} {'ratio':>6} {'at most':>7} {'stock':>8} {'faster':>7}"
    _say(f"{'page':44} {titles} {'at least':>8} {'queries':>7} {'KB':>5}  misses")


def _print_line(line: Line) -> None:
    stock = f"{line.stock.seconds * 1000:8.0f} {line.faster:7.1f}" if line.stock else " " * 16
    faster = f"{line.case.faster:8.0f}" if line.case.faster else " " * 8
    times = f"{line.small.seconds * 1000:7.1f} {line.big.seconds * 1000:7.1f} {line.ratio:6.2f}"
    size = f"{line.big.queries:7} {line.big.size / 1000:5.0f}"
    remarks = [] if line.is_comparable else ["(fewer rows at small)"]
    misses = ", ".join([*line.misses(), *remarks])
    _say(f"{line.case.name:44} {times} {line.case.most:7.1f} {stock} {faster} {size}  {misses}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


_PARTS: Final[Mapping[str, Callable[[argparse.Namespace], None]]] = {
    "filter": _measure_filter,
    "logs": _measure_logs,
    "stream": _measure_stream,
    "engine": _measure_engine,
    "judgement": _measure_judgement,
    "profile": _profile,
}
"""What is measured by itself, by the name of its argument."""


if __name__ == "__main__":
    main()
