"""Which items a run is made over, and why others are left out."""

from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotChoosable
from backlog.choices import ItemStatus
from backlog.exceptions import DecisionNotAllowed
from execution.choices import ITEMS_OF_A_LOCAL_RUN, AttemptStatus, RunStatus
from execution.exceptions import NoCloneAddress, NothingToExecute, TooManyRows
from execution.models import Attempt, ExecutionPolicy, ExecutionRun
from execution.services.deferring import defer_attempts, queue_next, queue_of
from execution.services.planning import choose_items, plan_run
from tests.attempts import planned, ready_item
from tests.executing import prd
from tests.factories import make_api_key, make_curator, make_item, make_repository, make_viewer

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()


@pytest.fixture
def repository():
    return make_repository(github_full_name="acme/shop")


@pytest.fixture
def ready(repository):
    """Makes approved items of the repository that can be executed."""

    def make(title="Close it", **values):
        document = {"prd_content": prd(title), "status": ItemStatus.APPROVED}
        return make_item(**{"repository": repository, "title": title, **document, **values})

    return make


def titles(rows):
    return [row.title for row in rows]


def test_approved_items_of_the_repository_alone_are_chosen_the_highest_priority_first(
    repository, ready
):
    ready("Low", impact_score=3)
    ready("High", impact_score=9)
    ready("Elsewhere", repository=make_repository())
    for status in (ItemStatus.NEW, ItemStatus.DEFERRED, ItemStatus.REJECTED):
        ready(f"It is {status}", status=status)
    choice = choose_items(repository=repository, actor=OPERATOR)

    assert (titles(choice.items), choice.left_out) == (["High", "Low"], [])


def test_a_run_has_an_attempt_at_each_item_in_the_order_of_their_priority(repository, ready):
    low, high = ready("Low", impact_score=3), ready("High", impact_score=9)
    planned = plan_run(repository=repository, actor=OPERATOR)
    run = ExecutionRun.objects.get()

    assert planned.run == run
    assert (run.status, run.item_count, run.completed_at) == (RunStatus.PENDING, 2, None)
    attempts = Attempt.objects.order_by("place").values_list("run", "item", "place", "status")
    assert list(attempts) == [
        (run.pk, high.pk, 1, AttemptStatus.WAITING),
        (run.pk, low.pk, 2, AttemptStatus.WAITING),
    ]
    assert [attempt.item for attempt in planned.attempts] == [high, low]
    high.refresh_from_db()
    assert high.status == ItemStatus.APPROVED


def test_a_limit_keeps_the_best(repository, ready):
    for number in (1, 2, 3):
        ready(f"Impact {number}", impact_score=number)
    choice = choose_items(repository=repository, actor=OPERATOR, limit=2)

    assert (titles(choice.items), choice.left_out) == (["Impact 3", "Impact 2"], [])


def test_a_limit_counts_only_items_that_can_be_executed(repository, ready):
    ready("Best", impact_score=9, prd_content=None)
    ready("Next", impact_score=2)
    choice = choose_items(repository=repository, actor=OPERATOR, limit=1)

    assert titles(choice.items) == ["Next"]


def test_what_comes_after_the_limit_isnt_looked_at(repository, ready):
    ready("Best", impact_score=9)
    ready("Next", impact_score=2, prd_content=None)
    choice = choose_items(repository=repository, actor=OPERATOR, limit=1)

    assert (titles(choice.items), choice.left_out) == (["Best"], [])


def test_named_items_alone_are_chosen_by_their_priority_and_the_others_told(repository, ready):
    low, high, elsewhere = (
        ready("Low", impact_score=3),
        ready("High", impact_score=9),
        ready("Elsewhere", repository=make_repository()),
    )
    ready("Not named")
    new, unknown = ready("New", status=ItemStatus.NEW, impact_score=1), uuid4()
    ids = [unknown, low.pk, new.pk, elsewhere.pk, high.pk]
    choice = choose_items(repository=repository, actor=OPERATOR, item_ids=ids)

    assert titles(choice.items) == ["High", "Low"]
    assert [(one.item_id, one.title, one.reason) for one in choice.left_out] == [
        (unknown, "", "there is no such item in acme/shop"),
        (elsewhere.pk, "", "there is no such item in acme/shop"),
        (new.pk, "New", "it is new, not approved"),
    ]


def test_items_without_a_prd_that_can_be_executed_are_left_out_with_the_reason(repository, ready):
    ready("Without", impact_score=9, prd_content=None)
    ready("Empty", impact_score=8, prd_content="")
    ready("Broken", impact_score=7, prd_content=prd("Broken").replace("- [ ]", "-"))
    ready("Good", impact_score=1)
    planned = plan_run(repository=repository, actor=OPERATOR)
    reasons = {one.title: one.reason for one in planned.left_out}

    assert titles(attempt.item for attempt in planned.attempts) == ["Good"]
    cannot = "The PRD can't be executed as it is"
    missing = f"{cannot}: the item has no PRD: write one, or have one generated"
    assert reasons == {
        "Without": missing,
        "Empty": missing,
        "Broken": f"{cannot}: line 13: a success criterion begins with “- [ ]”",
    }


def test_items_that_wait_in_another_run_are_left_out(repository, ready):
    ready("First", impact_score=9)
    plan_run(repository=repository, actor=OPERATOR)
    ready("Second", impact_score=1)
    planned = plan_run(repository=repository, actor=OPERATOR)

    assert titles(attempt.item for attempt in planned.attempts) == ["Second"]
    assert [(one.title, one.reason) for one in planned.left_out] == [
        ("First", "another run has it in its queue")
    ]


def test_an_item_whose_attempt_has_ended_is_chosen_again(repository, ready):
    ready("Again")
    plan_run(repository=repository, actor=OPERATOR)
    Attempt.objects.update(status=AttemptStatus.CANCELLED)

    assert titles(choose_items(repository=repository, actor=OPERATOR).items) == ["Again"]


def test_choosing_changes_nothing(repository, ready):
    ready()
    choose_items(repository=repository, actor=OPERATOR)

    assert not (ExecutionRun.objects.exists())
    assert not (Attempt.objects.exists())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"status": ItemStatus.NEW},
            "No item of acme/shop can be executed: none is approved.",
        ),
        (
            {"prd_content": None},
            (
                "No item of acme/shop can be executed: The PRD can't be executed as it is: the item"
                " has no PRD: write one, or have one generated."
            ),
        ),
    ],
)
def test_with_nothing_to_execute_no_run_is_made_and_it_is_said_why(
    repository, ready, values, message
):
    ready(**values)
    with pytest.raises(NothingToExecute) as raised:
        plan_run(repository=repository, actor=OPERATOR)

    assert str(raised.value) == message
    assert raised.value.__cause__ is None


def test_curators_may_plan_but_neither_viewers_nor_agents(repository, ready):
    ready()
    key, _ = make_api_key(user=repository.user)
    for actor in (Actor.agent(key), Actor.curator(make_viewer())):
        with pytest.raises(DecisionNotAllowed):
            plan_run(repository=repository, actor=actor)
    assert not ExecutionRun.objects.exists()

    plan_run(repository=repository, actor=Actor.curator(make_curator()))
    assert ExecutionRun.objects.count() == 1


def test_of_a_repository_that_is_not_active_nothing_is_executed(repository, ready):
    ready()
    repository.is_active = False
    repository.save()
    with pytest.raises(RepositoryNotChoosable):
        plan_run(repository=repository, actor=OPERATOR)
    assert not ExecutionRun.objects.exists()


def test_too_many_named_items_are_refused(repository):
    ids = [uuid4()] * (ITEMS_OF_A_LOCAL_RUN + 1)
    with pytest.raises(TooManyRows):
        plan_run(repository=repository, actor=OPERATOR, item_ids=ids)


def jobs():
    """The queued attempts, each with its queue, in their order."""
    rows = ProcrastinateJob.objects.order_by("pk").values_list("args", "queue_name")
    return [(args["attempt_id"], queue) for args, queue in rows]


def test_as_many_attempts_are_queued_as_may_be_in_progress_each_once(repository, ready):
    ExecutionPolicy.objects.create(repository=repository, items_at_once=2)
    for number in (1, 2, 3):
        ready(f"Impact {number}", impact_score=number)
    planned = plan_run(repository=repository, actor=OPERATOR)
    queue_next([repository.pk])
    first, second, third = (str(attempt.pk) for attempt in planned.attempts)
    queue = queue_of(planned.run.pk)

    assert jobs() == [(first, queue), (second, queue)]
    defer_attempts([attempt.pk for attempt in planned.attempts])
    assert jobs() == [(first, queue), (second, queue), (third, queue)]


def test_each_run_has_its_next_attempts_queued_the_oldest_run_first(repository, ready):
    ExecutionPolicy.objects.create(repository=repository, items_at_once=1)
    items = [ready(f"Impact {number}", impact_score=number) for number in (4, 3, 2, 1)]
    runs = [
        plan_run(
            repository=repository, actor=OPERATOR, item_ids=[one.pk for one in items[i : i + 2]]
        )
        for i in (0, 2)
    ]
    ProcrastinateJob.objects.all().delete()
    queue_next([repository.pk])

    assert jobs() == [(str(run.attempts[0].pk), queue_of(run.run.pk)) for run in runs]


def test_a_repository_that_git_cannot_clone_is_refused_before_anything_is_queued():
    item = ready_item(repository=make_repository(github_clone_url=""))

    with pytest.raises(NoCloneAddress) as refused:
        planned(item)

    assert str(refused.value) == (
        f"{item.repository} has no address that git can clone: set its clone URL in the admin,"
        " under Repositories."
    )
    assert ExecutionRun.objects.count() == 0
