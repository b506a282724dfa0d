"""Prints how well the filter judges the labelled set."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.judgement.judging import Judged, judged
from benchmarks.judgement.lines import Half, Label
from benchmarks.judgement.packages import read_packages
from benchmarks.judgement.reading import read_set
from benchmarks.judgement.scores import Score, scores

type Say = Callable[[str], None]


def run(halves: Sequence[Half], say: Say) -> None:
    """Judge the whole set and print the tables of these halves."""
    packages = read_packages()
    cases = [case for each in read_set() for case in judged(each, packages[each.name])]
    _print_labels(cases, halves, say)
    _print_scores(cases, halves, say)
    for half in halves:
        _print_repeats(half, _of(cases, half), say)


def print_wrong(say: Say) -> None:
    """List what is judged wrongly in the tuning half; the other half isn't to be looked at."""
    packages = read_packages()
    cases = (case for each in read_set() for case in judged(each, packages[each.name]))
    for case in _of(cases, Half.TUNING):
        if bool(case.hits) != case.candidate.is_noise:
            codes = ", ".join(hit.code for hit in case.hits) or "passes"
            candidate = case.candidate
            say(f"{candidate.id}  {candidate.label:14}  {codes:30}  {candidate.why}")


def _of(cases: Iterable[Judged], half: Half) -> Iterator[Judged]:
    return (case for case in cases if case.candidate.half is half)


def _print_labels(cases: Sequence[Judged], halves: Sequence[Half], say: Say) -> None:
    say(f"{'':26}" + "".join(f"{label:>16}" for label in Label))
    for half in halves:
        counts = Counter(case.candidate.label for case in _of(cases, half))
        say(f"{half:26}" + "".join(f"{counts[label]:16}" for label in Label))


def _print_scores(cases: Sequence[Judged], halves: Sequence[Half], say: Say) -> None:
    columns = [scores(_of(cases, half)) for half in halves]
    heads = "".join(f"  {half:>9}{'right':>7}{'precision':>11}{'recall':>8}" for half in halves)
    say(f"\n{'filtered by':26}{heads}")
    for name in columns[0]:
        say(f"{name:26}" + "".join(_cells(column[name]) for column in columns))


def _cells(score: Score) -> str:
    return (
        f"  {score.filtered:9}{score.right:7}{_share(score.precision):>11}{_share(score.recall):>8}"
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _print_repeats(half: Half, cases: Iterable[Judged], say: Say) -> None:
    repeats = [case for case in cases if case.candidate.of and case.hits]
    right = sum(case.names_right_item for case in repeats)
    say(f"\n{half}: {right} of {len(repeats)} filtered repeats name the item that is repeated.")
