"""The filter: each suggestion goes past the rules in the order of their tiers."""

from collections.abc import Iterable
from typing import Final

from backlog.judging.calibration import calibrated
from backlog.judging.context import Context
from backlog.judging.decay import NO_TALLY, Feedback
from backlog.judging.policy import Policy
from backlog.judging.rule import Match, Rule
from backlog.judging.rules import found_rules
from backlog.judging.verdict import Objection, Verdict

RULES: Final = found_rules()
"""In the order of their tiers; the first objection that reaches its tier's floor filters."""


def judge(
    context: Context, policy: Policy, feedback: Feedback, rules: Iterable[Rule] = RULES
) -> Verdict:
    """Ask every rule; the first objection that reaches its floor filters the suggestion."""
    objections, unasked, off = [], [], []
    for rule in rules:
        if rule.code in policy.off:
            off.append(rule.code)
        elif rule.needs_checkout and context.tree is None:
            unasked.append(rule.code)
        elif match := rule.look(context):
            objections.append(objection_of(rule, match, policy, feedback))
    return Verdict(tuple(objections), tuple(unasked), tuple(off))


def objection_of(rule: Rule, match: Match, policy: Policy, feedback: Feedback) -> Objection:
    """Make an objection of what a rule found, as sure as policy and feedback leave it."""
    own = policy.confidences.get(rule.code, rule.confidence)
    stated = own if match.confidence is None else min(own, match.confidence)
    tally = feedback.get((rule.tier, rule.code), NO_TALLY)
    return Objection(
        code=rule.code,
        tier=rule.tier,
        stated=stated,
        confidence=calibrated(stated, tally, policy.calibration),
        floor=policy.floor(rule.tier),
        sentence=match.sentence or rule.sentence,
        evidence=match.evidence,
        at_most=match.confidence,
        restores=tally.restores,
        confirmations=tally.confirmations,
        repeats=match.repeats,
    )
