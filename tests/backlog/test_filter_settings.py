"""Setting the filter: blocklists, policies and confirmations, also by several people at once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import BlocklistKind, FilterTier
from backlog.exceptions import (
    DecisionNotAllowed,
    PatternBlocked,
    PatternNotFound,
    PolicyConflict,
    WrongSetting,
)
from backlog.judging.blocklist import BlockedPattern
from backlog.judging.draft import Draft
from backlog.models import BlocklistPattern, FilterConfirmation, FilterPolicy
from backlog.services.blocklists import add_pattern, change_pattern, remove_pattern
from backlog.services.confirming import confirm_many
from backlog.services.filter_policies import save_policy
from backlog.services.policies import policy_of
from backlog.services.restoring import restore
from tests.concurrency import at_once
from tests.factories import (
    make_api_key,
    make_curator,
    make_filtered_item,
    make_pattern,
    make_repository,
    make_user,
)

pytestmark = pytest.mark.django_db
HIGHER = Draft(floors={FilterTier.IMPACT: Decimal("0.75")})


@pytest.fixture
def curator():
    return Actor.curator(make_curator())


def block(repository, actor, **values):
    stated = {"kind": "path", "pattern": "legacy/", "reason": "It goes away.", **values}
    return add_pattern(repository=repository, actor=actor, **stated)


def save(repository, actor, draft=HIGHER, **values):
    stated = {"reason": "It is noise.", "seen": None, **values}
    return save_policy(repository_id=repository.pk, draft=draft, actor=actor, **stated)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "file"}, "kind: “file” must be one of path, title, rule."),
        ({"pattern": " "}, "pattern: it must be one line that isn't blank."),
        ({"pattern": "a\nb"}, "pattern: it must be one line that isn't blank."),
        ({"pattern": "x" * 501}, "pattern: it may have 500 characters."),
        ({"pattern": "**/*"}, "pattern: “**/*” matches everything: name a part of it."),
        ({"pattern": "[z-a]"}, "pattern: “[z-a]” is no path as in .gitignore."),
        ({"pattern": "!keep"}, "pattern: a path can't begin with !."),
        ({"reason": " "}, "reason: say why: whoever reads the verdict will ask."),
    ],
)
def test_a_pattern_that_can_not_be_names_the_field(curator, values, message):
    with pytest.raises(WrongSetting) as refused:
        block(make_repository(), curator, **values)
    assert str(refused.value) == message
    assert not BlocklistPattern.objects.exists()


def test_a_pattern_of_five_hundred_characters_is_stored(curator):
    assert len(block(make_repository(), curator, pattern="x" * 500).pattern) == 500


def test_what_expires_must_lie_ahead(curator):
    with pytest.raises(WrongSetting, match="in the future"):
        block(make_repository(), curator, expires_at=timezone.now())


def test_a_pattern_is_on_a_list_once_and_may_return(curator):
    repository = make_repository()
    row = block(repository, curator)
    with pytest.raises(PatternBlocked):
        block(repository, curator)

    remove_pattern(pattern_id=row.pk, actor=curator)
    block(repository, curator)
    assert BlocklistPattern.objects.count() == 2


def test_reason_and_expiry_may_change(curator):
    row, later = make_pattern(), timezone.now() + timedelta(days=1)
    change_pattern(pattern_id=row.pk, reason=" Not yet. ", expires_at=later, actor=curator)
    row.refresh_from_db()
    assert (row.reason, row.expires_at) == ("Not yet.", later)


def test_a_pattern_that_was_taken_off_is_neither_changed_nor_taken_off_again(curator):
    row = make_pattern(removed_at=timezone.now())
    for change in (
        partial(change_pattern, reason="Why.", expires_at=None),
        remove_pattern,
    ):
        with pytest.raises(PatternNotFound):
            change(pattern_id=row.pk, actor=curator)


def agent():
    return Actor.agent(make_api_key(user=make_curator())[0])


@pytest.mark.parametrize("make", [agent, lambda: Actor.curator(make_user())])
def test_only_a_curator_sets_the_filter(make):
    actor, repository, pattern = make(), make_repository(), make_pattern()
    attempts = [
        lambda: block(repository, actor),
        lambda: change_pattern(pattern_id=pattern.pk, reason="x", expires_at=None, actor=actor),
        lambda: remove_pattern(pattern_id=pattern.pk, actor=actor),
        lambda: save(repository, actor),
        lambda: confirm_many(filtered_item_ids=[make_filtered_item().pk], actor=actor),
    ]
    for attempt in attempts:
        with pytest.raises(DecisionNotAllowed):
            attempt()
    assert not FilterPolicy.objects.exists()


def test_what_is_set_back_to_masons_own_is_not_named_any_more(curator):
    repository = make_repository()
    first = save(repository, curator)
    second = save(
        repository,
        curator,
        Draft(floors={FilterTier.IMPACT: Decimal("0.70")}, off=frozenset({"in_hand"})),
        seen=first.pk,
    )
    assert (second.floors, second.off) == ({}, ["in_hand"])


def test_policies_are_those_of_their_repository(curator):
    save(make_repository(), curator)
    assert policy_of(make_repository().pk).floors == {}


def test_a_draft_whose_pattern_can_not_be_saves_nothing(curator):
    repository = make_repository()
    make_pattern(repository=repository, kind="title", pattern="old")
    blocked = BlockedPattern(BlocklistKind.TITLE, "old", "Why.")

    with pytest.raises(PatternBlocked):
        save(repository, curator, Draft(off=frozenset({"in_hand"}), blocked=(blocked,)))
    assert not FilterPolicy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_who_save_at_once_one_is_told_of_the_other():
    repository, actors = make_repository(), [Actor.curator(make_curator()) for _ in range(2)]

    outcomes = at_once([partial(_saved, repository, actor) for actor in actors])

    assert sorted(outcomes) == ["conflict", "saved"]
    assert FilterPolicy.objects.count() == 1


def _saved(repository, actor):
    try:
        save(repository, actor)
    except PolicyConflict:
        return "conflict"
    return "saved"


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_who_block_the_same_at_once_one_is_told():
    repository, actors = make_repository(), [Actor.curator(make_curator()) for _ in range(2)]

    outcomes = at_once([partial(_blocked, repository, actor) for actor in actors])

    assert sorted(outcomes) == ["blocked", "there already"]


def _blocked(repository, actor):
    try:
        block(repository, actor)
    except PatternBlocked:
        return "there already"
    return "blocked"


def test_confirming_counts_once_and_leaves_out_what_was_restored(curator):
    rows = [make_filtered_item(), make_filtered_item(override_status="restored")]
    again = make_filtered_item()
    confirm_many(filtered_item_ids=[again.pk], actor=curator)

    outcome = confirm_many(
        filtered_item_ids=[row.pk for row in (*rows, again)], actor=curator, reason="Right."
    )

    assert outcome.changed == [rows[0].pk]
    assert {pk for ids in outcome.unchanged.values() for pk in ids} == {rows[1].pk, again.pk}
    assert FilterConfirmation.objects.count() == 2


def test_restoring_takes_a_confirmation_back(curator):
    row = make_filtered_item()
    confirm_many(filtered_item_ids=[row.pk], actor=curator)
    restore(filtered_item_id=row.pk, actor=curator)
    assert not FilterConfirmation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_at_once_confirm_it_once():
    row, actors = make_filtered_item(), [Actor.curator(make_curator()) for _ in range(2)]

    outcomes = at_once(
        [partial(confirm_many, filtered_item_ids=[row.pk], actor=actor) for actor in actors]
    )

    assert sorted(len(found.changed) for found in outcomes) == [0, 1]
