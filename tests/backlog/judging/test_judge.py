"""How the rules' answers become a verdict."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from backlog.choices import Calibration, FilterTier
from backlog.judging import rules
from backlog.judging.context import Context
from backlog.judging.decay import Tally
from backlog.judging.judge import RULES, judge
from backlog.judging.policy import TIER_FLOORS, Policy
from backlog.judging.rule import Match, Rule
from tests.factories import make_suggestion

NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)


def rule(code, tier=FilterTier.CONTEXT, confidence="0.80", match=None, **values):
    found = match or Match(evidence="What.")
    return Rule(
        code=code,
        tier=tier,
        confidence=Decimal(confidence),
        sentence="Why.",
        look=lambda _: found,
        **values,
    )


def verdict(*rules, policy=None, feedback=None, **context):
    seen = Context(make_suggestion(), NOW, **context)
    return judge(seen, policy or Policy(), feedback or {}, rules)


@pytest.mark.parametrize(
    ("tier", "confidence", "filters"),
    [
        (FilterTier.PATTERN, "0.89", False),
        (FilterTier.PATTERN, "0.90", True),
        (FilterTier.CONTEXT, "0.74", False),
        (FilterTier.CONTEXT, "0.75", True),
        (FilterTier.IMPACT, "0.69", False),
        (FilterTier.IMPACT, "0.70", True),
    ],
)
def test_an_objection_filters_from_its_tiers_floor_on(tier, confidence, filters):
    (objection,) = verdict(rule("code", tier, confidence)).objections
    assert objection.filters is filters


def test_the_first_objection_that_reaches_its_floor_filters():
    found = verdict(rule("weak", confidence="0.74"), rule("first"), rule("second"))
    assert [one.code for one in found.objections] == ["weak", "first", "second"]
    assert found.filtering.reason == "first: Why."


def test_a_suggestion_that_no_objection_reaches_a_floor_for_passes():
    assert verdict(rule("weak", confidence="0.74")).filtering is None


def test_every_tier_has_a_floor():
    assert set(TIER_FLOORS) == set(FilterTier)


def test_no_rule_is_sure_of_less_than_its_tiers_floor():
    assert [one.code for one in RULES if one.confidence < TIER_FLOORS[one.tier]] == []


def test_rules_have_codes_of_their_own_and_stand_in_the_order_of_their_tiers():
    assert len({one.code for one in RULES}) == len(RULES)
    assert [one.tier for one in RULES] == sorted(one.tier for one in RULES)


def test_every_file_of_the_rules_folder_is_a_rule():
    files = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert len(RULES) == len(files)
    assert {one.look.__module__.rpartition(".")[2] for one in RULES} <= {*files, "kinds"}


def test_a_policy_moves_a_floor():
    policy = Policy(floors={FilterTier.CONTEXT: Decimal("0.81")})
    assert verdict(rule("code"), policy=policy).filtering is None


def test_a_policy_sets_how_sure_a_rule_is():
    policy = Policy(confidences={"code": Decimal("0.74")})
    (objection,) = verdict(rule("code"), policy=policy).objections
    assert (objection.stated, objection.filters) == (Decimal("0.74"), False)


def test_a_policy_makes_no_weak_match_a_strong_one():
    weak = rule("code", match=Match(evidence="What.", confidence=Decimal("0.60")))
    (objection,) = verdict(weak, policy=Policy(confidences={"code": Decimal("0.99")})).objections
    assert objection.stated == Decimal("0.60")


def test_a_rule_that_is_switched_off_is_not_asked():
    found = verdict(rule("code"), policy=Policy(off=frozenset({"code"})))
    assert (found.objections, found.off) == ((), ("code",))


def test_a_rule_that_needs_a_checkout_is_silent_without_one():
    found = verdict(rule("code", needs_checkout=True))
    assert (found.objections, found.unasked) == ((), ("code",))


def test_what_people_restored_lowers_the_confidence():
    (objection,) = verdict(rule("code"), feedback={("tier2", "code"): Tally(2)}).objections
    assert (objection.stated, objection.confidence) == (Decimal("0.80"), Decimal("0.70"))
    assert (objection.restores, objection.filters) == (2, False)


def test_the_calibration_that_is_chosen_lowers_the_confidence():
    policy = Policy(calibration=Calibration.BETA)
    feedback = {("tier2", "code"): Tally(2, 1)}
    (objection,) = verdict(rule("code"), policy=policy, feedback=feedback).objections
    assert (objection.confidence, objection.confirmations) == (Decimal("0.74"), 1)


def test_a_match_may_say_it_in_other_words_than_its_rule():
    said = rule("code", match=Match(evidence="What.", sentence="Because."))
    assert verdict(said).filtering.reason == "code: Because."
