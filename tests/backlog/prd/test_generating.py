from decimal import Decimal

import pytest

from backlog.assistants.asking import Answer, Usage
from backlog.assistants.exceptions import AssistantError
from backlog.choices import WAVES_BY_COMPLEXITY
from backlog.intake.checkout import Checkout
from backlog.models import BacklogItem
from backlog.prd.generating import draft_of, markdown_in
from backlog.prd.grammar import GRAMMAR, RULES, waves_for
from backlog.prd.parsing import problems_of
from backlog.prd.template import TEMPLATE, template_prd
from tests.backlog.prd.agents import ScriptedAgent
from tests.backlog.prd.documents import PRD
from tests.backlog.sending.checkouts import git

ITEM = BacklogItem(
    title="Close the files",
    problem="Handles stay open in shop/cart.py.",
    solution="Use with in shop/cart.py, as app/.env and gone.py do.",
    complexity=3,
    impact_score=7,
    benefits=[{"title": "Calm nights"}],
)


class Model:
    """A model without a folder, which gives these answers in turn."""

    name = "A model"
    reads_folder = False

    def __init__(self, *answers):
        self.answers = list(answers)
        self.prompts = []

    def ask(self, prompt):
        self.prompts.append(prompt.text)
        usage = Usage(input_tokens=10, output_tokens=5, cost=Decimal("0.25"))
        return Answer(text=self.answers.pop(0), usage=usage)

    def stop(self):
        """Nothing runs."""


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "checkout"
    (root / "shop").mkdir(parents=True)
    (root / "app").mkdir()
    (root / "shop" / "cart.py").write_text("rows = open('rows.csv')\n")
    (root / "app" / ".env").write_text("TOKEN=abc\n")
    (root / "untracked.py").write_text("no\n")
    git(root, "init", "-q")
    git(root, "add", "shop", "app")
    return Checkout.at(root)


def test_form_that_assistants_are_told_is_the_grammars():
    assert problems_of(GRAMMAR) == ()


def test_number_of_waves_follows_the_complexity():
    assert WAVES_BY_COMPLEXITY == {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}
    assert [waves_for(complexity) for complexity in (None, 1, 5)] == [2, 2, 4]


def test_without_an_assistant_a_template_is_filled_in():
    draft = draft_of(ITEM, assistant=None, checkout=None)

    assert (draft.markdown, draft.generator) == (template_prd(ITEM), TEMPLATE)


def test_agent_is_asked_in_the_checkout_with_all_that_the_item_says(tmp_path, checkout):
    agent = ScriptedAgent(tmp_path, PRD)

    draft = draft_of(ITEM, assistant=agent.assistant, checkout=checkout)

    (asked,) = agent.asked
    assert (draft.markdown, draft.generator) == (PRD, agent.assistant.name)
    assert asked["folder"] == str(checkout.path)
    for part in (GRAMMAR, RULES, ITEM.problem, "Calm nights", '"impact_score": 7', "in 3 waves"):
        assert part in asked["prompt"]
    assert "The code is in your working directory" in asked["prompt"]


def test_agent_without_a_checkout_looks_into_an_empty_folder(tmp_path):
    agent = ScriptedAgent(tmp_path, PRD)

    draft_of(ITEM, assistant=agent.assistant, checkout=None)

    (asked,) = agent.asked
    assert asked["files"] == []
    assert "You can't see the code." in asked["prompt"]


def test_answer_that_breaks_the_grammar_is_sent_back_with_its_problems(tmp_path):
    wrong = PRD.replace("| 2.1 | general-purpose |", "| 2.1 | Coder |")
    agent = ScriptedAgent(tmp_path, wrong, PRD)

    draft = draft_of(ITEM, assistant=agent.assistant, checkout=None)

    first, second = (asked["prompt"] for asked in agent.asked)
    assert draft.markdown == PRD
    assert second.startswith(first)
    assert "- line 31: “Coder” is no sub-agent" in second
    assert second.endswith("and with Markdown alone.")


def test_third_answer_that_breaks_the_grammar_is_the_last(tmp_path):
    agent = ScriptedAgent(tmp_path, "# PRD: x", "Sorry.")

    with pytest.raises(AssistantError) as failure:
        draft_of(ITEM, assistant=agent.assistant, checkout=None)

    assert len(agent.asked) == 3
    assert "gave no usable answer in 3 attempts" in str(failure.value)
    assert "line 1: the title is missing" in str(failure.value)


def test_all_answers_are_counted():
    draft = draft_of(ITEM, assistant=Model("Sorry.", PRD), checkout=None)

    assert draft.usage == Usage(input_tokens=20, output_tokens=10, cost=Decimal("0.50"))


def test_model_is_sent_the_tracked_files_that_the_item_names(checkout):
    model = Model(PRD)

    draft_of(ITEM, assistant=model, checkout=checkout)

    (prompt,) = model.prompts
    assert prompt.endswith("=== shop/cart.py\n1\trows = open('rows.csv')")
    assert "TOKEN=abc" not in prompt
    assert "untracked" not in prompt
    assert "The files that the item names stand at the end" in prompt


def test_model_without_files_is_told_that_it_sees_none(tmp_path):
    model = Model(PRD)

    draft_of(ITEM, assistant=model, checkout=Checkout.at(tmp_path))

    assert "You can't see the code." in model.prompts[0]


@pytest.mark.parametrize(
    "answer",
    [
        PRD,
        f"```markdown\n{PRD}```",
        f"Here it is:\n\n```md\n{PRD}```\n\nShall I go on?",
        f"Here it is:\n\n{PRD}",
        f"\n\n```\n{PRD}\n```\n",
    ],
)
def test_document_is_found_in_an_answer(answer):
    assert markdown_in(answer) == PRD


def test_code_within_a_document_stays():
    document = f"{PRD}\n```python\nwith open(path):\n    ...\n```\n"

    assert markdown_in(document) == document
