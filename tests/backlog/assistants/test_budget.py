"""An assistant that isn't asked any more when a budget of tokens is spent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.assistants.asking import Answer, Prompt, Usage
from backlog.assistants.budget import BudgetedAssistant, estimated_tokens, tokens_of
from backlog.assistants.exceptions import AssistantError, BudgetSpent

TEN_TOKENS = Prompt(text="x" * 30)
TWENTY_TOKENS = Usage(input_tokens=10, output_tokens=10)


@dataclass
class Talker:
    """An assistant that uses so many tokens for each answer, or fails."""

    usage: Usage = TWENTY_TOKENS
    error: Exception | None = None
    name: str = "Talker"
    reads_folder: bool = True
    asked: list[Prompt] = field(default_factory=list)
    meeting: Barrier | None = None
    lock: Lock = field(default_factory=Lock)

    stopped: bool = False

    def stop(self):
        self.stopped = True

    def ask(self, prompt):
        with self.lock:
            self.asked.append(prompt)
        if self.meeting:
            self.meeting.wait(timeout=10)
        if self.error:
            raise self.error
        return Answer(text="x" * 6, usage=self.usage)


def budgeted(talker, tokens, output_tokens=10):
    return BudgetedAssistant(talker, tokens=tokens, output_tokens=output_tokens)


def ask_until_spent(assistant, most=50):
    """Ask as often as the budget lets; gives how often that was."""
    for number in range(most):
        try:
            assistant.ask(TEN_TOKENS)
        except BudgetSpent:
            return number
    return most


def test_assistant_shows_itself_as_the_other():
    assistant = budgeted(Talker(), 100)

    assert (assistant.name, assistant.reads_folder) == ("Talker", True)


def test_questions_are_asked_while_the_budget_reaches():
    talker = Talker()
    assistant = budgeted(talker, 60)

    assert ask_until_spent(assistant) == 3
    assert len(talker.asked) == 3
    assert assistant.spending.usage == Usage(input_tokens=30, output_tokens=30)
    assert assistant.spending.ended


def test_question_that_might_go_over_the_budget_is_not_asked():
    assistant = budgeted(Talker(), 59)

    assert ask_until_spent(assistant) == 2


def test_refusal_names_the_budget():
    with pytest.raises(BudgetSpent) as error:
        budgeted(Talker(), 1000, output_tokens=16000).ask(TEN_TOKENS)

    assert str(error.value) == "The budget of 1,000 tokens doesn't reach for another question."


def test_budget_that_reaches_is_not_ended():
    assistant = budgeted(Talker(), 60)
    assistant.ask(TEN_TOKENS)

    assert not assistant.spending.ended


def test_smaller_question_is_not_asked_after_the_end():
    talker = Talker()
    assistant = budgeted(talker, 20)
    with pytest.raises(BudgetSpent):
        assistant.ask(Prompt(text="x" * 33))

    with pytest.raises(BudgetSpent):
        assistant.ask(Prompt(text="x"))
    assert talker.asked == []


def test_failed_question_uses_what_its_error_says():
    error = AssistantError("Cut off.", usage=Usage(output_tokens=10))
    assistant = budgeted(Talker(error=error), 100)
    with pytest.raises(AssistantError, match="Cut off"):
        assistant.ask(TEN_TOKENS)

    assert assistant.spending.usage == Usage(output_tokens=10)


def test_failed_question_gives_back_what_was_set_aside():
    talker = Talker(error=AssistantError("No."))
    assistant = budgeted(talker, 20)
    with pytest.raises(AssistantError):
        assistant.ask(TEN_TOKENS)
    talker.error = None

    assert ask_until_spent(assistant) == 1


def test_unexpected_failure_gives_back_what_was_set_aside():
    talker = Talker(error=ZeroDivisionError())
    assistant = budgeted(talker, 20)
    with pytest.raises(ZeroDivisionError):
        assistant.ask(TEN_TOKENS)
    talker.error = None

    assert ask_until_spent(assistant) == 1


def test_usage_that_is_not_told_is_estimated():
    assistant = budgeted(Talker(usage=Usage()), 100)
    assistant.ask(TEN_TOKENS)

    assert assistant.spending.usage == Usage(input_tokens=10, output_tokens=2)


def test_schema_counts_as_a_part_of_the_question():
    assert tokens_of(Prompt(text="xxx", schema={"type": "null"})) == 1 + 6


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("x", 1), ("xxx", 1), ("xxxx", 2), ("ü", 1)])
def test_tokens_are_estimated_by_bytes(text, tokens):
    assert estimated_tokens(text) == tokens


def test_question_waits_for_those_under_way_when_they_may_give_something_back():
    """Two fit at once; what they leave over reaches for two more."""
    talker = Talker(usage=Usage(input_tokens=6, output_tokens=2), meeting=Barrier(2))
    assistant = budgeted(talker, 56)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(assistant.ask, [TEN_TOKENS] * 4))

    assert len(answers) == 4
    assert assistant.spending.usage.tokens == 32


def test_stopping_asks_nothing_else_and_stops_the_assistant():
    talker = Talker()
    assistant = budgeted(talker, 100)
    assistant.stop()

    assert ask_until_spent(assistant) == 0
    assert talker.stopped


@given(budget=st.integers(0, 300), questions=st.integers(1, 12))
def test_budget_holds_however_many_ask_at_once(budget, questions):
    talker = Talker()
    assistant = budgeted(talker, budget)

    def ask(_number):
        try:
            return assistant.ask(TEN_TOKENS)
        except BudgetSpent:
            return None

    with ThreadPoolExecutor(4) as threads:
        answered = [answer for answer in threads.map(ask, range(questions)) if answer]

    assert len(answered) == min(questions, budget // 20)
    assert assistant.spending.usage.tokens == 20 * len(answered) <= budget
    assert assistant.spending.ended == (len(answered) < questions)
