"""The rows that are reported: items in progress, each with its row of progress."""

from uuid import UUID

from django.db import connection

from accounts.models import GitHubRepository, User
from backlog.choices import Area, ItemStatus, ItemType
from backlog.models import BacklogItem
from execution.choices import Phase
from execution.models import ExecutionProgress
from mason.tables import TABLES

_FILES = [f"shop/orders/part_{number}.py" for number in range(8)]


def make_items(number: int) -> list[UUID]:
    """Make a repository with so many items in progress; give their ids."""
    repository = _repository()
    items = [_item(repository, place) for place in range(number)]
    with connection.cursor() as cursor:
        # Items begin as new; the state table is of no interest here.
        cursor.execute("SET session_replication_role = replica")
        BacklogItem.objects.bulk_create(items)
        ExecutionProgress.objects.bulk_create(_progress(item) for item in items)
        cursor.execute("RESET session_replication_role")
    tidy()
    return [item.pk for item in items]


def last_reports(ids: list[UUID]) -> list[int]:
    """Give the number of each item's last report, as the database has it."""
    rows = ExecutionProgress.objects.in_bulk(ids, field_name="item_id")
    return [int(str(rows[item_id].current_task).removeprefix("#")) for item_id in ids]


def tidy() -> None:
    """Take away what earlier reports left behind, so that no round has more of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {TABLES.execution_progress}")


def _repository() -> GitHubRepository:
    user, _ = User.objects.get_or_create(github_id="bench", github_username="bench")
    return GitHubRepository.objects.create(
        user=user,
        github_repo_id=1,
        github_owner="bench",
        github_name="stream",
        github_full_name="bench/stream",
        github_clone_url="https://example.org/bench/stream.git",
        github_html_url="https://example.org/bench/stream",
    )


def _item(repository: GitHubRepository, number: int) -> BacklogItem:
    return BacklogItem(
        user_id=repository.user_id,
        repository=repository,
        title=f"Read the price list once {number}",
        problem="A problem.",
        solution="A solution.",
        area=Area.BACKEND,
        type=ItemType.BACKEND,
        complexity=1,
        impact_score=5,
        effort_score=5,
        status=ItemStatus.IN_PROGRESS,
    )


def _progress(item: BacklogItem) -> ExecutionProgress:
    return ExecutionProgress(
        item=item,
        run_id="bench-run",
        current_phase=Phase.BUILDING,
        current_task="Begun",
        files_touched=_FILES,
    )
