"""How many tokens of files each question of a review may have."""

import pytest

from backlog.sending.allowance import BudgetTooSmall, tokens_for_files


def divided(budget, questions=4):
    return tokens_for_files(
        budget=budget, questions=questions, output_tokens=16_000, instructions=1_000
    )


def test_budget_reaches_for_every_question_and_its_longest_answer():
    assert divided(100_000) == 8_000


def test_question_never_has_more_than_a_model_holds():
    assert divided(10_000_000) == 149_000


@pytest.mark.parametrize(("budget", "files"), [(72_000, 1_000), (72_003, 1_000), (72_004, 1_001)])
def test_smallest_budget_leaves_something_for_files(budget, files):
    assert divided(budget) == files


def test_smaller_budget_is_refused():
    with pytest.raises(BudgetTooSmall) as error:
        divided(71_999)

    assert str(error.value) == (
        "A budget of 71,999 tokens is too small for the 4 questions of this review:"
        " give it at least 72,000, or choose a smaller mode."
    )
