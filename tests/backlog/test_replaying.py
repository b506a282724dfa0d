"""Replaying a recorded history under a changed filter."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from backlog.choices import BlocklistKind, Decision, FilterTier
from backlog.judging.blocklist import BlockedPattern
from backlog.judging.draft import Draft
from backlog.models import BacklogItem, FilteredItem
from backlog.services.blocklists import add_pattern
from backlog.services.confirming import confirm_many
from backlog.services.filter_policies import save_policy
from backlog.services.replaying import replay
from backlog.services.restoring import restore
from tests.factories import make_curator, make_filtered_item, make_repository, make_suggestion
from tests.reviews import decide_about, run_review

pytestmark = pytest.mark.django_db

VAGUE = {"solution": "Make it better."}
GUESS = {"problem": "It might fail."}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def curator():
    return Actor.curator(make_curator())


def flips(repository, **draft):
    found = replay(repository.pk, Draft(**draft))
    assert found.flips == len(found.listed)
    return {(flip.past.title, flip.would_filter, flip.code) for flip in found.listed}


def percents(counts):
    return counts.precision, counts.recall


def test_an_empty_draft_flips_nothing(repository):
    run_review(repository, make_suggestion(), make_suggestion(**VAGUE), make_suggestion(**GUESS))

    found = replay(repository.pk, Draft())

    assert (found.verdicts, found.flips, found.decided, found.unknown) == (3, 0, 0, 0)


def test_a_higher_floor_lets_pass_what_was_less_sure(repository):
    run_review(
        repository,
        make_suggestion(title="Vague", **VAGUE),
        make_suggestion(title="Guessed", **GUESS),
    )

    assert flips(repository, floors={FilterTier.IMPACT: Decimal("0.75")}) == {
        ("Guessed", False, "speculative")
    }


def test_a_lower_floor_filters_what_was_too_unsure(repository):
    named = "Close the open file after {}()"
    run_review(repository, make_suggestion(title=named.format("load_users")))
    run_review(repository, make_suggestion(title=named.format("load_rows")))

    assert flips(repository, floors={FilterTier.CONTEXT: Decimal("0.60")}) == {
        (named.format("load_rows"), True, "duplicate_title")
    }


def test_a_surer_rule_makes_no_weak_match_strong(repository):
    named = "Close the open file after {}()"
    run_review(repository, make_suggestion(title=named.format("load_users")))
    run_review(repository, make_suggestion(title=named.format("load_rows")))

    assert flips(repository, confidences={"duplicate_title": Decimal("1.00")}) == set()


def test_a_less_sure_rule_filters_no_more(repository):
    run_review(repository, make_suggestion(title="Vague", **VAGUE))

    assert flips(repository, confidences={"vague_solution": Decimal("0.69")}) == {
        ("Vague", False, "vague_solution")
    }


def test_the_next_rule_filters_when_the_first_is_off(repository):
    both = make_suggestion(title="Both", **VAGUE, **GUESS)
    run_review(repository, both)

    assert flips(repository, off=frozenset({"vague_solution"})) == set()
    assert flips(repository, off=frozenset({"vague_solution", "speculative"})) == {
        ("Both", False, "vague_solution")
    }


@pytest.mark.parametrize(
    ("kind", "pattern"), [("path", "legacy/"), ("title", "Old*"), ("rule", "S101")]
)
def test_a_pattern_that_is_added_filters_what_it_matches(repository, kind, pattern):
    run_review(
        repository,
        make_suggestion(title="Old code", files=("legacy/a.py",), rule="ruff S101"),
        make_suggestion(title="New code", files=("src/a.py",), rule="ruff B001"),
    )
    blocked = BlockedPattern(BlocklistKind(kind), pattern, "We know.")

    assert flips(repository, blocked=(blocked,)) == {("Old code", True, "blocklisted")}


def test_a_pattern_that_is_taken_off_lets_pass_what_it_alone_kept_out(repository, curator):
    values = {"repository": repository, "kind": "title", "reason": "We know.", "actor": curator}
    first = add_pattern(pattern="old", **values)
    second = add_pattern(pattern="older", **values)
    run_review(repository, make_suggestion(title="Old one"), make_suggestion(title="Older two"))

    assert flips(repository, unblocked=frozenset({first.pk})) == {("Old one", False, "blocklisted")}
    assert flips(repository, unblocked=frozenset({first.pk, second.pk})) == {
        ("Old one", False, "blocklisted"),
        ("Older two", False, "blocklisted"),
    }


def test_a_banger_flips_under_no_draft(repository):
    run_review(repository, make_suggestion(**VAGUE), mode="banger")

    assert flips(repository, floors={FilterTier.IMPACT: Decimal("0.00")}) == set()


def test_precision_and_recall_are_told_by_what_people_decided(repository, curator):
    suggestions = {
        "rejected": make_suggestion(),
        "approved": make_suggestion(),
        "undecided": make_suggestion(),
        "confirmed": make_suggestion(**VAGUE),
        "restored": make_suggestion(**VAGUE),
        "also restored": make_suggestion(**GUESS),
        "unseen": make_suggestion(**VAGUE),
    }
    run_review(repository, *suggestions.values())
    item = {name: BacklogItem.objects.filter(title=s.title) for name, s in suggestions.items()}
    decide_about(item["rejected"].get(), Decision.REJECT)
    decide_about(item["approved"].get(), Decision.APPROVE)
    row = {name: FilteredItem.objects.filter(title=s.title) for name, s in suggestions.items()}
    confirm_many(filtered_item_ids=[row["confirmed"].get().pk], actor=curator)
    for name in ("restored", "also restored"):
        restore(filtered_item_id=row[name].get().pk, actor=curator)

    found = replay(repository.pk, Draft(floors={FilterTier.IMPACT: Decimal("0.75")}))

    assert (found.verdicts, found.decided) == (7, 5)
    assert percents(found.before) == (1 / 3, 1 / 2)
    assert percents(found.after) == (1 / 2, 1 / 2)


def test_nothing_decided_tells_neither_precision_nor_recall(repository):
    run_review(repository, make_suggestion())
    assert percents(replay(repository.pk, Draft()).before) == (None, None)


def test_the_past_is_judged_by_the_feedback_of_that_time(repository, curator):
    run_review(repository, *(make_suggestion(**VAGUE) for _ in range(5)))
    for row in FilteredItem.objects.all():
        restore(filtered_item_id=row.pk, actor=curator)

    assert flips(repository) == set()


def test_a_rule_that_was_off_is_not_known_to_have_objected(repository, curator):
    save(repository, curator, Draft(off=frozenset({"vague_solution"})))
    run_review(repository, make_suggestion(**VAGUE))

    found = replay(repository.pk, Draft(on=frozenset({"vague_solution"})))

    assert (found.flips, found.unknown) == (0, 1)


def save(repository, curator, draft):
    return save_policy(
        repository_id=repository.pk, draft=draft, reason="Tried.", seen=None, actor=curator
    )


def test_what_another_program_filtered_is_replayed_by_what_its_row_says(repository):
    make_filtered_item(repository=repository, title="Elsewhere")

    assert flips(repository) == set()
    assert flips(repository, floors={FilterTier.CONTEXT: Decimal("0.91")}) == {
        ("Elsewhere", False, "in_hand")
    }


def test_other_repositories_are_left_out(repository):
    run_review(make_repository(), make_suggestion())
    assert replay(repository.pk, Draft()).verdicts == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_is_the_same_for_any_history(
    repository, count, django_assert_num_queries
):
    for _ in range(count):
        run_review(repository, make_suggestion(**VAGUE), make_suggestion())
    with django_assert_num_queries(3):
        replay(repository.pk, Draft())


def test_a_saved_draft_is_what_the_next_review_filters_by(repository, curator):
    save(repository, curator, Draft(confidences={"vague_solution": Decimal("0.69")}))
    assert run_review(repository, make_suggestion(**VAGUE)).suggestions.added == 1
