"""The made-up backlog is what the benchmark says it is."""

from itertools import islice

import pytest
from django.contrib.admin import site
from django.db import connection

from accounts.models import GitHubRepository, User
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from benchmarks.backlog_rows import item_rows, repositories_of
from benchmarks.cases import cases
from benchmarks.filling import fill
from benchmarks.wording import COMMON_WORD, MIDDLING_WORD, RARE_ROWS, RARE_WORD
from tests.admin_pages import administrator
from tests.databases import rows_of

pytestmark = pytest.mark.django_db(transaction=True)

ITEMS = 2_000


@pytest.fixture
def said():
    """A filled database, and what filling it told."""
    lines = []
    fill(ITEMS, lines.append)
    return lines


def test_the_rows_are_the_same_every_time():
    assert list(islice(item_rows(ITEMS), 50)) == list(islice(item_rows(ITEMS), 50))


def index_names():
    query = "SELECT indexname FROM pg_indexes WHERE tablename = 'mason_pm_backlog_items'"
    return {name for (name,) in rows_of(connection, query)}


def test_a_filled_database_holds_a_backlog_as_it_grows_in_use(said):
    holding = {
        word: BacklogItem.objects.searched(word).count()
        for word in (COMMON_WORD, MIDDLING_WORD, RARE_WORD)
    }
    statuses = set(BacklogItem.objects.order_by().values_list("status", flat=True))

    assert said[-1].startswith("2,000 items in ")
    assert BacklogItem.objects.count() == ITEMS
    assert GitHubRepository.objects.count() == repositories_of(ITEMS)
    assert statuses | {ItemStatus.IN_PROGRESS} == set(ItemStatus)
    assert holding[RARE_WORD] == RARE_ROWS
    assert ITEMS * 0.005 < holding[MIDDLING_WORD] < ITEMS * 0.02
    assert ITEMS * 0.25 < holding[COMMON_WORD] < ITEMS * 0.35
    assert not BacklogItem.objects.exclude(status="new").filter(status_changes=None).exists()
    assert StatusChange.objects.filter(item__status="new").count() == 0
    assert {index.name for index in BacklogItem._meta.indexes} <= index_names()


@pytest.mark.usefixtures("said")
def test_every_filter_and_every_order_of_the_list_is_measured():
    user: User = administrator()
    admin = site.get_model_admin(BacklogItem)
    names = {case.name for case in cases(user)}
    filters = {str(getattr(one, "title", "")) for one in admin.list_filter if isinstance(one, type)}

    assert {f"filtered by {title}" for title in filters} <= names
    assert {
        f"sorted by {column} {direction}{depth}"
        for column in admin.sortable_by
        for direction in ("up", "down")
        for depth in ("", ", deep page")
    } <= names
