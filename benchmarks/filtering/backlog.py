"""A repository with open and decided items, and suggestions for it: the same every time."""

from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import Final

from accounts.models import GitHubRepository, User
from backlog.choices import Area, ItemStatus, ItemType
from backlog.intake.suggestion import Suggestion
from backlog.models import BacklogItem, Fingerprint
from benchmarks.wording import Wording
from mason.database.inserting import insert_all

OPEN: Final = 200
BATCH: Final = 25
"""Suggestions that are judged together: the most that a review brings."""

_TYPES: Final = tuple(ItemType)
_DECIDED: Final = (ItemStatus.REJECTED, ItemStatus.COMPLETED)


def suggestions(seed: str) -> Iterator[Suggestion]:
    """Give suggestions without end, others for each seed."""
    random = Random(seed)  # noqa: S311 - texts, no secrets
    wording = Wording(random)
    while True:
        title, number = wording.title(), random.randrange(10**9)
        yield Suggestion(
            title=title,
            problem=wording.problem(rare=False),
            solution=wording.solution(),
            area=Area.BACKEND,
            type=random.choice(_TYPES),
            complexity=random.randint(1, 5),
            impact_score=random.randint(4, 10),
            effort_score=random.randint(1, 8),
            benefits=(),
            fingerprints=(sha256(f"{seed} {title} {number}".encode()).hexdigest()[:32],),
            files=(f"shop/part_{number % 400}.py",),
        )


def batch(seed: str) -> list[Suggestion]:
    """Give the suggestions of one batch."""
    made = suggestions(seed)
    return [next(made) for _ in range(BATCH)]


def make_repository(decided: int) -> GitHubRepository:
    """Make a repository with OPEN open items and as many decided ones."""
    user, _ = User.objects.get_or_create(github_id="bench", github_username="bench")
    name = f"bench/decided-{decided}"
    repository = GitHubRepository.objects.create(
        user=user,
        github_repo_id=-decided - 1,
        github_owner="bench",
        github_name=f"decided-{decided}",
        github_full_name=name,
        github_clone_url=f"https://example.org/{name}.git",
        github_html_url=f"https://example.org/{name}",
    )
    made = suggestions(name)
    rows = [(next(made), _status(place)) for place in range(OPEN + decided)]
    items = [_item(repository, suggestion, status) for suggestion, status in rows]
    insert_all(items)
    held = [
        Fingerprint(repository=repository, value=one.fingerprints[0], item=item)
        for (one, _), item in zip(rows, items, strict=True)
    ]
    insert_all(held)
    return repository


def _status(place: int) -> ItemStatus:
    return ItemStatus.NEW if place < OPEN else _DECIDED[place % len(_DECIDED)]


def _item(repository: GitHubRepository, one: Suggestion, status: ItemStatus) -> BacklogItem:
    return BacklogItem(
        repository=repository,
        user_id=repository.user_id,
        title=one.title,
        problem=one.problem,
        solution=one.solution,
        area=one.area,
        type=one.type,
        complexity=one.complexity,
        impact_score=one.impact_score,
        effort_score=one.effort_score,
        benefits=[],
        status=status,
    )
