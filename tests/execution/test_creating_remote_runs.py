import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import IdempotencyConflict
from backlog.exceptions import MissingValue
from execution.exceptions import BadRows, TooManyRows
from execution.models import RemoteExecutionRun
from execution.services.beginning_runs import create_run
from execution.services.remote_runs import RemoteReport, report_run
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db


def agent_of(repository):
    return Actor.agent(make_api_key(user=repository.user)[0])


def create(repository, key=None, *, actor=None, **values):
    return create_run(
        repository=repository,
        actor=actor or agent_of(repository),
        idempotency_key=key,
        **{"branch_name": "mason/fix", **values},
    )


def test_a_run_begins_with_what_the_request_says():
    repository = make_repository()
    items = [make_item(repository=repository).pk for _ in range(2)]

    begun = create(repository, branch_name=" mason/fix ", base_branch="develop", item_ids=items)

    assert begun.is_new
    columns = ("user", "repository", "item_ids", "item_count", "branch_name", "base_branch")
    assert RemoteExecutionRun.objects.values_list(*columns).get(pk=begun.run.pk) == (
        repository.user.pk,
        repository.pk,
        items,
        2,
        "mason/fix",
        "develop",
    )
    assert RemoteExecutionRun.objects.values_list("status", "idempotency_key").get() == (
        "pending",
        None,
    )


def test_a_run_needs_neither_items_nor_a_base():
    run = create(make_repository()).run
    assert (run.item_ids, run.item_count, run.base_branch) == ([], 0, "main")


@pytest.mark.parametrize("name", ["branch_name", "base_branch"])
def test_a_branch_has_a_name(name):
    with pytest.raises(MissingValue, match=f"{name} is missing"):
        create(make_repository(), **{name: " "})


def test_ids_that_are_no_items_of_the_repository_are_told_by_their_place():
    repository = make_repository()
    item, other, unknown = make_item(repository=repository).pk, make_item().pk, uuid.uuid4()

    with pytest.raises(BadRows) as refused:
        create(repository, item_ids=[other, item, unknown, item])

    said = "isn't an item of the repository, or stands here twice."
    assert refused.value.rows == {
        0: f"{other} {said}",
        2: f"{unknown} {said}",
        3: f"{item} {said}",
    }
    assert not RemoteExecutionRun.objects.exists()


def test_a_run_is_about_1000_items_at_most():
    with pytest.raises(TooManyRows, match="at most 1,000"):
        create(make_repository(), item_ids=[uuid.uuid4() for _ in range(1001)])


def test_requests_without_a_key_make_a_run_each():
    repository = make_repository()
    assert create(repository).run != create(repository).run


def test_the_same_request_with_the_same_key_gives_the_first_run():
    repository = make_repository()
    item = make_item(repository=repository)
    first = create(repository, "key-1", item_ids=[item.pk])
    report_run(run_id=first.run.pk, report=RemoteReport(lines_added=3), actor=agent_of(repository))

    again = create(repository, "key-1", item_ids=[item.pk])

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.run, again.run.lines_added) == (first.run, 3)


@pytest.mark.parametrize(
    "other", [{"branch_name": "mason/other"}, {"base_branch": "next"}, {"item_ids": []}]
)
def test_another_request_with_the_same_key_is_refused(other):
    repository = make_repository()
    asked = {"item_ids": [make_item(repository=repository).pk]}
    create(repository, "key-1", **asked)

    with pytest.raises(IdempotencyConflict):
        create(repository, "key-1", **{**asked, **other})
    with pytest.raises(IdempotencyConflict):
        create(make_repository(user=repository.user), "key-1")
    assert RemoteExecutionRun.objects.count() == 1


def test_the_order_of_the_items_is_part_of_the_request():
    repository = make_repository()
    items = [make_item(repository=repository).pk for _ in range(2)]
    create(repository, "key-1", item_ids=items)
    with pytest.raises(IdempotencyConflict):
        create(repository, "key-1", item_ids=items[::-1])


def test_a_key_is_a_users_own():
    mine, yours = make_repository(), make_repository()
    assert create(mine, "key-1").is_new
    assert create(yours, "key-1").is_new


def test_a_key_lasts_24_hours_and_may_be_used_again_then():
    repository = make_repository()
    first = create(repository, "key-1").run
    lifetime = first.idempotency_expires_at - first.created_at
    assert round(lifetime.total_seconds() / 3600) == 24
    past = timezone.now() - timedelta(seconds=1)
    RemoteExecutionRun.objects.update(idempotency_expires_at=past)

    second = create(repository, "key-1", branch_name="mason/other")

    assert second.is_new
    assert list(
        RemoteExecutionRun.objects.order_by("created_at").values_list("pk", "idempotency_key")
    ) == [(first.pk, None), (second.run.pk, "key-1")]


def test_a_refused_request_leaves_its_key_free():
    repository = make_repository()
    with pytest.raises(BadRows):
        create(repository, "key-1", item_ids=[uuid.uuid4()])
    assert create(repository, "key-1").is_new


def test_an_operator_makes_a_run_that_is_nobodys():
    begun = create(make_repository(), "key-1", actor=Actor.operator())
    assert (begun.run.user, begun.run.idempotency_key) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_eight_times_at_once_makes_one_run():
    for _ in range(10):
        repository = make_repository()
        actor = agent_of(repository)

        begun = at_once([partial(create, repository, "key-1", actor=actor)] * 8)

        assert len({one.run.pk for one in begun}) == 1
        assert [one.is_new for one in begun].count(True) == 1
        assert RemoteExecutionRun.objects.filter(repository=repository).count() == 1


def attempt(repository, actor, branch_name):
    try:
        return create(repository, "key-1", actor=actor, branch_name=branch_name).run.branch_name
    except IdempotencyConflict:
        return IdempotencyConflict


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_with_one_key_at_once_one_is_refused():
    for _ in range(10):
        repository = make_repository()
        actor = agent_of(repository)

        results = at_once([partial(attempt, repository, actor, name) for name in ("a", "b")])

        kept = RemoteExecutionRun.objects.get(repository=repository).branch_name
        assert sorted(results, key=str) == sorted([kept, IdempotencyConflict], key=str)


@pytest.mark.django_db(transaction=True)
def test_an_expired_key_that_comes_twice_at_once_makes_one_run_more():
    for _ in range(10):
        repository = make_repository()
        actor = agent_of(repository)
        create(repository, "key-1", actor=actor)
        RemoteExecutionRun.objects.update(idempotency_expires_at=timezone.now())

        begun = at_once([partial(create, repository, "key-1", actor=actor)] * 2)

        assert begun[0].run == begun[1].run
        assert RemoteExecutionRun.objects.filter(repository=repository).count() == 2
