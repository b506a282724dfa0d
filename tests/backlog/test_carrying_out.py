import uuid

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound, MissingValue, TransitionConflict
from backlog.models import BacklogItem, StatusChange
from backlog.services.carrying_out import complete, fail, release, start
from backlog.services.claiming import claim
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db

MOVES = {
    "start": (lambda **given: start(branch_name="mason/x", **given), "approved", "in_progress"),
    "complete": (
        lambda **given: complete(pr_url="https://example.com/pull/1", **given),
        "in_progress",
        "completed",
    ),
    "fail": (lambda **given: fail(error_message="Tests fail", **given), "in_progress", "deferred"),
    "release": (release, "in_progress", "approved"),
}


def owner_of(item: BacklogItem) -> Actor:
    return Actor.agent(make_api_key(user=item.user)[0])


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", ItemStatus.values)
def test_each_step_starts_from_one_status_alone(name, status):
    move, origin, target = MOVES[name]
    item = make_item(status=status)
    if status == origin:
        move(item_id=item.pk, actor=owner_of(item))
    else:
        with pytest.raises(TransitionConflict):
            move(item_id=item.pk, actor=owner_of(item))
    item.refresh_from_db()
    assert item.status == (target if status == origin else status)


def test_starting_keeps_the_branch():
    item = make_item(status=ItemStatus.APPROVED)
    started = start(item_id=item.pk, branch_name=" mason/cache ", actor=owner_of(item))
    assert (started.branch_name, started.status) == ("mason/cache", "in_progress")


def test_completing_keeps_the_pull_request():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    done = complete(item_id=item.pk, pr_url="https://example.com/pull/7", actor=owner_of(item))
    assert (done.pr_url, done.status) == ("https://example.com/pull/7", "completed")


def test_a_failed_attempt_leaves_the_item_and_can_be_told_from_a_rejection():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    before = BacklogItem.objects.values("title", "problem", "solution", "pr_url").get()

    fail(item_id=item.pk, error_message="The build broke", actor=owner_of(item))

    assert BacklogItem.objects.values("title", "problem", "solution", "pr_url").get() == before
    assert list(StatusChange.objects.values_list("to_status", "reason")) == [
        ("deferred", "the attempt failed: The build broke")
    ]


def test_a_step_returns_the_row_as_the_database_holds_it():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    released = release(item_id=item.pk, actor=owner_of(item))
    stored = BacklogItem.objects.get()
    assert (released.status, released.updated_at) == (stored.status, stored.updated_at)
    assert released.updated_at > item.updated_at


def test_an_agents_step_is_recorded_with_its_user_and_key():
    item = make_item(status=ItemStatus.APPROVED)
    key, _ = make_api_key(user=item.repository.user)

    start(item_id=item.pk, branch_name="mason/x", actor=Actor.agent(key))

    assert list(StatusChange.objects.values_list("user", "api_key", "channel", "reason")) == [
        (item.repository.user.pk, key.pk, "api", "started")
    ]


@pytest.mark.parametrize("name", MOVES)
def test_an_agent_does_not_find_another_users_item(name):
    move, origin, _ = MOVES[name]
    item = make_item(status=origin)
    stranger = Actor.agent(make_api_key()[0])
    with pytest.raises(ItemNotFound):
        move(item_id=item.pk, actor=stranger)


@pytest.mark.parametrize("name", MOVES)
def test_an_absent_item_is_named(name):
    item_id = uuid.uuid4()
    with pytest.raises(ItemNotFound, match=str(item_id)):
        MOVES[name][0](item_id=item_id, actor=Actor.operator())


def test_a_start_needs_a_branch():
    item = make_item(status=ItemStatus.APPROVED)
    with pytest.raises(MissingValue, match="branch_name is missing"):
        start(item_id=item.pk, branch_name="  ", actor=owner_of(item))


def test_a_completion_needs_a_pull_request():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    with pytest.raises(MissingValue, match="pr_url is missing"):
        complete(item_id=item.pk, pr_url="", actor=owner_of(item))


def test_a_claim_takes_the_highest_priority_first_then_the_oldest_and_unscored_last():
    repository = make_repository()
    approved = {"repository": repository, "status": ItemStatus.APPROVED}
    unscored = make_item(**approved, impact_score=None)
    low = make_item(**approved, impact_score=3)
    older, younger = make_item(**approved, impact_score=9), make_item(**approved, impact_score=9)

    claimed = claim(repository_id=repository.pk, actor=Actor.operator(), limit=4)

    assert [item.pk for item in claimed] == [older.pk, younger.pk, low.pk, unscored.pk]
    assert {item.status for item in claimed} == {"in_progress"}


def test_a_claim_takes_as_many_as_it_asks_for_of_its_repository_alone():
    repository = make_repository()
    for _ in range(3):
        make_item(repository=repository, status=ItemStatus.APPROVED)
    make_item(repository=repository)
    make_item(status=ItemStatus.APPROVED)

    assert len(claim(repository_id=repository.pk, actor=Actor.operator(), limit=2)) == 2
    assert len(claim(repository_id=repository.pk, actor=Actor.operator(), limit=2)) == 1
    assert claim(repository_id=repository.pk, actor=Actor.operator()) == []
