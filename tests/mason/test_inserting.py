from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from backlog.models import BacklogItem, FilteredItem, Fingerprint
from mason.database.inserting import insert_all
from tests.factories import make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db


def unsaved(model, row, **values):
    """Give a new instance with the values of a stored one."""
    names = [f.attname for f in model._meta.concrete_fields if not f.generated and f.name != "id"]
    return model(**{**{name: getattr(row, name) for name in names}, **values})


def values(model, row):
    found = model.objects.get(pk=row.pk)
    return {
        f.attname: getattr(found, f.attname)
        for f in model._meta.concrete_fields
        if f.name not in {"id", "updated_at"}
    }


def test_an_item_is_stored_as_it_is():
    stored = make_item(
        title="Größe “1” \\ \n\t\u2028",
        benefits=[{"title": "ü", "n": 1.5, "deep": [None, True]}],
        complexity=None,
    )
    copy = unsaved(BacklogItem, stored)

    insert_all([copy])

    assert values(BacklogItem, copy) == values(BacklogItem, stored)


def test_numbers_with_decimals_are_stored_as_they_are():
    copy = unsaved(FilteredItem, make_filtered_item(), filter_confidence=Decimal("0.85"))

    insert_all([copy])

    assert FilteredItem.objects.get(pk=copy.pk).filter_confidence == Decimal("0.85")


def test_many_rows_are_one_statement():
    stored = make_item()
    rows = [unsaved(BacklogItem, stored, title=str(number)) for number in range(30)]

    with CaptureQueriesContext(connection) as captured:
        insert_all(rows)

    titles = set(BacklogItem.objects.values_list("title", flat=True))
    assert len(captured) == 1
    assert titles == {stored.title, *map(str, range(30))}


def test_no_rows_are_no_statement():
    with CaptureQueriesContext(connection) as captured:
        insert_all([])

    assert len(captured) == 0


def test_a_conflict_is_solved_as_the_caller_says():
    repository = make_repository()
    first, second = make_item(repository=repository), make_item(repository=repository)
    taken_over = "ON CONFLICT (repository_id, value) DO UPDATE SET item_id = EXCLUDED.item_id"
    for item in (first, second):
        row = Fingerprint(repository=repository, value="same", item=item)
        insert_all([row], on_conflict=taken_over)

    assert [row.item for row in Fingerprint.objects.all()] == [second]


def test_what_the_database_refuses_is_djangos_error():
    with pytest.raises(IntegrityError):
        insert_all([unsaved(BacklogItem, make_item(), complexity=9)])


def test_text_that_cant_be_stored_is_djangos_error():
    with pytest.raises(DataError):
        insert_all([unsaved(BacklogItem, make_item(), title="\0")])
