"""Why a suggestion passed or was filtered, in words for a terminal."""

from collections.abc import Iterator

from backlog.intake.wording import counted
from backlog.services.explaining import Explanation, RuleAnswer

ELSEWHERE = "Another program wrote it, so Mason's rules weren't asked."


def text_of(explanation: Explanation) -> str:
    """Several lines: the verdict, each rule's answer, and when it was seen again."""
    return "\n".join(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[str]:
    row = explanation.row
    yield f"{row.title}"
    yield f"  {_verdict(explanation)}"
    if explanation.judged_at is None:
        yield f"  {ELSEWHERE}"
    else:
        yield f"  Judged on {explanation.judged_at:%Y-%m-%d %H:%M} UTC."
    for answer in explanation.answers:
        yield from _answer(answer)
    yield from _sightings(explanation)


def _verdict(explanation: Explanation) -> str:
    if explanation.is_exempt:
        return "Passed: the mode of its review lets nothing be filtered."
    if explanation.passed:
        return "Passed: no objection reached its tier's floor."
    found = explanation.filtered_by
    return f"Filtered by {found.code}." if found else "Filtered."


def _answer(answer: RuleAnswer) -> Iterator[str]:
    mark = "*" if answer.filtered else "-"
    yield f"{mark} {answer.tier.value} {answer.code}: {answer.answer}"
    if answer.confidence is not None:
        yield f"    {sureness(answer)}"
    if answer.evidence:
        yield f"    {answer.evidence}"


def sureness(answer: RuleAnswer) -> str:
    """How sure the rule is, what people's feedback took off, and the floor, in one sentence."""
    parts = [f"confidence {answer.confidence}"]
    if answer.stated is not None and answer.stated != answer.confidence:
        said = counted(answer.restores, "restore")
        confirmed = counted(answer.confirmations, "confirmation")
        parts.append(f"{answer.stated} before {said} and {confirmed}")
    if answer.floor is not None:
        parts.append(f"the floor is {answer.floor}")
    return ", ".join(parts)


def _sightings(explanation: Explanation) -> Iterator[str]:
    seen = explanation.sightings
    if not seen:
        return
    yield f"Seen again {counted(len(seen), 'time')}:"
    for one in seen:
        yield f"  {one.seen_at:%Y-%m-%d %H:%M} UTC by {one.matched_by}, run {one.analysis_run_id}"
