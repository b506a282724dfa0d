"""Laws of the backlog: whatever is tried, in whatever order."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.actors import Actor
from backlog.choices import TRANSITIONS, Decision, ItemStatus
from backlog.exceptions import TransitionConflict
from backlog.models import BacklogItem, FilteredItem, Fingerprint
from backlog.services.carrying_out import complete, fail, release, start
from backlog.services.deciding import decide
from tests.factories import make_curator, make_item, make_repository, make_suggestion
from tests.reviews import counts, run_review

pytestmark = pytest.mark.django_db

law = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

STEPS = {
    "start": partial(start, branch_name="mason/x"),
    "complete": partial(complete, pr_url="https://example.com/pull/1"),
    "fail": partial(fail, error_message="Tests fail"),
    "release": release,
}
attempts = some.lists(some.sampled_from([*Decision, *STEPS]), max_size=25)


def attempt(item, name, actor):
    """Try a decision or a step on the item as it stands."""
    seen = BacklogItem.objects.get(pk=item.pk).status
    try:
        if isinstance(name, Decision):
            decide(item_id=item.pk, seen=seen, decision=name, actor=actor, reason="Law")
        else:
            STEPS[name](item_id=item.pk, actor=actor)
    except TransitionConflict:
        return


@law
@given(names=attempts)
def test_any_attempts_leave_a_history_that_is_a_path_of_the_state_table(names):
    item, actor = make_item(), Actor.curator(make_curator())

    for name in names:
        attempt(item, name, actor)

    changes = item.status_changes.order_by("id")
    moves = list(changes.values_list("from_status", "to_status"))
    item.refresh_from_db()
    visited = [ItemStatus.NEW, *(ItemStatus(target) for _, target in moves)]
    assert moves == list(pairwise(visited))
    assert all(target in TRANSITIONS[origin] for origin, target in pairwise(visited))
    assert item.status == visited[-1]


suggestions = some.lists(
    some.builds(
        make_suggestion,
        impact_score=some.integers(1, 10),
        effort_score=some.integers(1, 10),
        fingerprints=some.lists(
            some.sampled_from("abcdefgh"), min_size=1, max_size=3, unique=True
        ).map(tuple),
    ),
    max_size=12,
)


def stored():
    return [
        BacklogItem.objects.count(),
        FilteredItem.objects.count(),
        list(Fingerprint.objects.order_by("pk").values_list("value", "item", "filtered_item")),
    ]


@law
@given(found=suggestions, mode=some.sampled_from(["full", "quick", "banger", "area:backend"]))
def test_storing_the_same_suggestions_again_changes_nothing(found, mode):
    repository = make_repository()
    run_review(repository, *found, mode=mode)
    before = stored()

    again = run_review(repository, *found, mode=mode)

    assert stored() == before
    assert counts(again)["added"] + counts(again)["filtered"] == 0


@law
@given(found=suggestions)
def test_every_suggestion_of_a_review_is_counted_once(found):
    assert sum(counts(run_review(make_repository(), *found)).values()) == len(found)
