import pytest
from django.db import DataError, OperationalError, connection, transaction

from backlog.models import BacklogItem
from mason.database.prepared import fetch, read
from mason.database.returned_rows import columns_of, instances
from tests.databases import connect
from tests.factories import make_item

pytestmark = pytest.mark.django_db

ITEMS = "SELECT {} FROM mason_pm_backlog_items"


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_rows_become_instances_as_django_reads_them():
    make_item(benefits=[{"title": "Faster"}])

    (read,) = instances(BacklogItem, fetch(ITEMS.format(columns_of(BacklogItem)), {}))

    (stored,) = BacklogItem.objects.all()
    names = [field.attname for field in BacklogItem._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(stored, name) for name in names]


def test_columns_may_be_qualified():
    assert columns_of(BacklogItem, "item").split(", ")[:2] == ['item."id"', 'item."created_at"']


def test_a_statement_that_runs_often_is_prepared():
    for number in range(8):
        assert fetch("SELECT %s::int + 7::int", [number]) == [(number + 7,)]
    assert prepared().count("SELECT $1::int + 7::int") == 1


def test_a_statement_is_a_part_of_the_transaction():
    with transaction.atomic():
        make_item()
        assert fetch(ITEMS.format("count(*)"), {}) == [(1,)]
        transaction.set_rollback(True)
    assert fetch(ITEMS.format("count(*)"), {}) == [(0,)]


def test_errors_are_djangos():
    with pytest.raises(DataError), transaction.atomic():
        fetch("SELECT 1 / %s::int", [0])
    assert fetch("SELECT 1", []) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_meanwhile_is_made_anew_for_a_reading_statement():
    (before,) = read("SELECT pg_backend_pid()", [])
    with connect("postgres") as server:
        server.execute("SELECT pg_terminate_backend(%s)", before)

    (after,) = read("SELECT pg_backend_pid()", [])

    assert after != before


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_a_broken_connection_is_an_error():
    def break_and_read():
        with transaction.atomic():
            (process,) = read("SELECT pg_backend_pid()", [])
            with connect("postgres") as server:
                server.execute("SELECT pg_terminate_backend(%s)", process)
            read("SELECT 1", [])

    with pytest.raises(OperationalError):
        break_and_read()
