import pytest

from backlog.exceptions import UnreadablePRD
from backlog.models import BacklogItem
from backlog.prd.readiness import NO_PRD, executable_plan, prd_problems
from tests.backlog.prd.documents import DOCUMENT, PRD


def test_item_with_a_readable_prd_can_be_executed():
    assert executable_plan(BacklogItem(prd_content=PRD)) == DOCUMENT
    assert prd_problems(PRD) == ()


@pytest.mark.parametrize("content", [None, ""])
def test_item_without_a_prd_cannot(content):
    with pytest.raises(UnreadablePRD) as refusal:
        executable_plan(BacklogItem(prd_content=content))

    assert refusal.value.problems == prd_problems(content) == (NO_PRD,)


def test_item_with_a_wrong_prd_is_refused_with_what_is_wrong():
    wrong = PRD.replace("| 2.1 | general-purpose |", "| 2.1 | Coder |")

    with pytest.raises(UnreadablePRD) as refusal:
        executable_plan(BacklogItem(prd_content=wrong))

    assert refusal.value.problems == prd_problems(wrong)
    assert str(refusal.value) == (
        "The PRD can't be executed as it is: line 31: “Coder” is no sub-agent: they are Explore,"
        " general-purpose, Bash, code-reviewer, frontend-design, Plan."
    )
