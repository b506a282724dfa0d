"""What tests that commit leave to the next."""

from threading import Event
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from accounts.models import User
from backlog.choices import Decision
from backlog.models import BacklogItem, StatusChange
from backlog.services.deciding import decide
from execution.services.deferring import defer_attempts
from tests.concurrency import at_once
from tests.databases import connect
from tests.emptying import Emptier
from tests.factories import make_curator, make_item, make_user
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def rights():
    return {(g.name, p.codename) for g in Group.objects.all() for p in g.permissions.all()}


def test_no_row_stays_not_even_one_that_a_guard_protects():
    emptier = Emptier()
    actor = Actor.curator(make_curator())
    decide(item_id=make_item().pk, seen="new", decision=Decision.APPROVE, actor=actor)

    emptier.empty()

    counts = [model.objects.count() for model in (User, BacklogItem, StatusChange)]
    assert counts == [0, 0, 0]


def test_no_job_stays_in_the_queue():
    emptier = Emptier()
    defer_attempts([uuid4()])

    emptier.empty()

    assert not ProcrastinateJob.objects.exists()


def test_roles_and_permissions_stay_the_same_rows():
    emptier = Emptier()
    before = set(Group.objects.values_list("pk")), set(Permission.objects.values_list("pk"))
    make_curator()

    emptier.empty()

    after = set(Group.objects.values_list("pk")), set(Permission.objects.values_list("pk"))
    assert after == before


def test_roles_that_a_test_changed_are_as_they_were():
    emptier, before = Emptier(), rights()
    Group.objects.get(name="Viewer").delete()
    Group.objects.get(name="Curator").permissions.clear()

    emptier.empty()

    assert rights() == before


WAITING = """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE NOT granted AND datname = %s"""


def test_what_is_still_being_written_is_waited_for():
    emptier, written = Emptier(), Event()
    name = connection.settings_dict["NAME"]

    def write():
        with transaction.atomic(), connect("postgres") as other:
            make_user()
            written.set()
            eventually(lambda: other.execute(WAITING, [name]).fetchone() == (1,))

    def empty():
        written.wait()
        emptier.empty()

    at_once([write, empty])

    assert User.objects.count() == 0
