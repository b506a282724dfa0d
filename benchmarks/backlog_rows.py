"""Rows of a made-up backlog, the same for the same size every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from backlog.choices import COMPLEXITY_RANGE, SCORE_RANGE, Area, ItemStatus, ItemType
from benchmarks.wording import RARE_ROWS, Wording

SEED: Final = 20
ITEMS_OF_A_REPOSITORY: Final = 200
"""In a backlog of any size, so that one repository's pages are as long: 5,000 of 1,000,000."""
USERS: Final = 20
ITEMS_OF_A_RUN: Final = 25
BEGINNING: Final = datetime(2024, 1, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=730)

_STATUSES: Final = {
    ItemStatus.NEW: 34.0,
    ItemStatus.COMPLETED: 30.0,
    ItemStatus.REJECTED: 22.0,
    ItemStatus.DEFERRED: 8.0,
    ItemStatus.APPROVED: 5.8,
    ItemStatus.IN_PROGRESS: 0.2,
}
_AREAS: Final = {Area.FRONTEND: 45, Area.BACKEND: 50, None: 5}
_TYPES: Final = {
    ItemType.DASHBOARD: 30,
    ItemType.DISCOVERY: 15,
    ItemType.AUTH: 10,
    ItemType.BACKEND: 40,
    None: 5,
}
_SCORES: Final = range(SCORE_RANGE[0], SCORE_RANGE[1] + 1)
_IMPACTS: Final = (3, 6, 9, 12, 16, 18, 15, 11, 7, 3)
_EFFORTS: Final = (8, 14, 17, 16, 14, 11, 8, 6, 4, 2)
_UNSCORED_SHARE: Final = 0.02
_PRD_SHARE: Final = 0.3
_WITH_PRD: Final = (ItemStatus.APPROVED, ItemStatus.IN_PROGRESS, ItemStatus.COMPLETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """A backlog item with what other tables need to know of it."""

    id: UUID
    created_at: datetime
    updated_at: datetime
    user: int
    repository: int
    run: int
    title: str
    problem: str
    solution: str
    area: str | None
    type: str | None
    complexity: int
    impact_score: int | None
    effort_score: int | None
    status: ItemStatus
    prd_content: str | None


def key(table: int, number: int) -> UUID:
    """Give the id of a table's row; consecutive rows have ids far from each other."""
    random = Random(f"{table}:{number}")  # noqa: S311 - reproducible on purpose
    return UUID(int=random.getrandbits(128), version=4)


def repositories_of(items: int) -> int:
    """Give how many repositories a backlog of this size has."""
    return max(items // ITEMS_OF_A_REPOSITORY, 1)


def moment(number: int, of: int) -> datetime:
    """Give the time at which the row came, between the beginning and the end of the span."""
    return BEGINNING + SPAN * (number / max(of, 1))


def item_rows(count: int) -> Iterator[ItemRow]:
    """Give the items, the oldest first."""
    random = Random(SEED)  # noqa: S311 - reproducible on purpose
    wording = Wording(random)
    every = max(count // RARE_ROWS, 1)
    for number in range(count):
        yield _item(random, wording, number, count, rare=number % every == every // 2)


def _item(random: Random, wording: Wording, number: int, count: int, *, rare: bool) -> ItemRow:
    status = _chosen(random, _STATUSES)
    run = number // ITEMS_OF_A_RUN
    repository = run * 7919 % repositories_of(count)
    created_at = moment(number, count)
    scored = random.random() >= _UNSCORED_SHARE
    title = wording.title()
    has_prd = status in _WITH_PRD and random.random() < _PRD_SHARE
    return ItemRow(
        id=UUID(int=random.getrandbits(128), version=4),
        created_at=created_at,
        updated_at=created_at + timedelta(hours=random.randint(1, 900)),
        user=repository % USERS,
        repository=repository,
        run=run,
        title=title,
        problem=wording.problem(rare=rare),
        solution=wording.solution(),
        area=_chosen(random, _AREAS),
        type=_chosen(random, _TYPES),
        complexity=random.randint(*COMPLEXITY_RANGE),
        impact_score=random.choices(_SCORES, _IMPACTS)[0] if scored else None,
        effort_score=random.choices(_SCORES, _EFFORTS)[0] if scored else None,
        status=status,
        prd_content=wording.prd(title) if has_prd else None,
    )


def _chosen(random: Random, weights: dict[Any, Any]) -> Any:
    return random.choices(tuple(weights), tuple(weights.values()))[0]
