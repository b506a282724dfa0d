import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.choices import COMPLEXITY_RANGE, Area
from backlog.models import BacklogItem
from backlog.prd.parsing import parse, problems_of
from backlog.prd.template import TEMPLATE_REMARK, template_prd
from tests.backlog.prd.documents import TEXTS


def item(**values):
    texts = {"title": "Close files", "problem": "They stay open.", "solution": "Close them."}
    return BacklogItem(**{**texts, **values})


@pytest.mark.parametrize(
    ("complexity", "names"),
    [
        (None, ["Change", "Check"]),
        (1, ["Change", "Check"]),
        (2, ["Change", "Check"]),
        (3, ["Understand", "Change", "Check"]),
        (4, ["Understand", "Change", "Check"]),
        (5, ["Understand", "Change", "Prove", "Check"]),
    ],
)
def test_waves_follow_the_complexity(complexity, names):
    document = parse(template_prd(item(complexity=complexity)))

    assert [wave.name for wave in document.waves] == names


def test_document_says_that_nobody_read_the_code():
    document = parse(template_prd(item()))

    assert document.problem_statement == f"{TEMPLATE_REMARK}\n\nThey stay open."
    assert "Nobody has read the code for it." in TEMPLATE_REMARK


def test_tasks_name_the_files_of_the_item():
    named = item(solution="Use with in shop/importer.py. And so on.", problem="See shop/rows.py:3.")

    (task,) = parse(template_prd(named)).waves[0].tasks

    assert task.subagent == "general-purpose"
    assert task.description == (
        "Read `shop/importer.py` and `shop/rows.py`, then do it: Use with in shop/importer.py"
    )


def test_change_of_a_page_is_for_the_designer():
    (task,) = parse(template_prd(item(area=Area.FRONTEND))).waves[0].tasks

    assert task.subagent == "frontend-design"


def test_benefits_become_criteria():
    benefits = [{"title": "Calm | nights"}, {"title": " "}, "odd", {}, {"title": None}]

    criteria = parse(template_prd(item(benefits=benefits))).success_criteria

    assert [criterion.text for criterion in criteria[3:]] == [
        "It brings what was promised: Calm | nights"
    ]


def test_same_item_gives_the_same_document():
    assert template_prd(item()) == template_prd(item())


def test_item_of_long_texts_gets_a_document_all_the_same():
    assert problems_of(template_prd(item(problem="x" * 200_000))) == ()


@settings(deadline=None)
@given(
    st.builds(
        item,
        title=TEXTS,
        problem=TEXTS,
        solution=TEXTS,
        complexity=st.none() | st.integers(*COMPLEXITY_RANGE),
        benefits=st.lists(st.builds(dict, title=TEXTS), max_size=2),
    )
)
def test_whatever_an_item_says_its_document_can_be_executed(whatever):
    assert problems_of(template_prd(whatever)) == ()
