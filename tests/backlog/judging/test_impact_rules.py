"""The rules of the third tier, on both sides of what they look at."""

from decimal import Decimal
from pathlib import Path

import pytest

from backlog.judging.judge import RULES
from tests.backlog.judging.asking import Files, ask, objects, rule_of
from tests.factories import make_suggestion


@pytest.mark.parametrize(
    ("solution", "objected"),
    [
        ("Improve the error handling.", True),
        ("Refactor the code to be cleaner. Follow best practices.", True),
        ("Add more tests, e.g. for edge cases.", True),
        ("Consider caching. It helps.", True),
        ("Use version 3.5 instead.", True),
        ("Retry three times in upload.py.", False),
        ("Call close() afterwards.", False),
        ("Use `with` here.", False),
        ("Rename user_id.", False),
        ("Read MAX_SIZE from the settings.", False),
        ("Let UserLoader do it.", False),
        ("Let userLoader do it.", False),
        ("Pass functools.lru_cache over it.", False),
        ("Give --strict to it.", False),
        ("Define __slots__ there.", False),
    ],
)
def test_a_solution_names_a_place_or_is_vague(solution, objected):
    assert objects("vague_solution", solution=solution) is objected


def test_a_vague_solution_is_quoted_in_one_line():
    match = ask("vague_solution", make_suggestion(solution="Improve it.\n\nMuch."))
    assert match.evidence == "The solution: Improve it. Much."


@pytest.mark.parametrize(
    ("problem", "objected"),
    [
        ("This might lead to problems.", True),
        ("Users could potentially lose data.", True),
        ("It may become slow under load.", True),
        ("There is a potential race.", True),
        ("Users lose data.", False),
        ("The upload could not be resumed.", False),
        ("This might lead to problems: load_users() keeps the file open.", False),
        ("This might be slow: it took 12 seconds.", False),
        ("This might break `retry`.", False),
    ],
)
def test_a_guess_without_evidence_is_objected_to(problem, objected):
    assert objects("speculative", problem=problem) is objected


def test_a_file_is_evidence_for_a_guess():
    assert not objects("speculative", problem="It might fail.", files=("src/app.py",))


def test_the_words_of_the_guess_are_the_evidence():
    match = ask("speculative", make_suggestion(problem="It could potentially fail."))
    assert match.evidence == "“could potentially” in the problem, and no evidence"


@pytest.mark.parametrize(
    ("files", "objected"),
    [
        (("src/app.py",), False),
        (("app.py",), False),
        (("src/gone.py",), True),
        (("src/app.py", "src/gone.py"), True),
        ((), False),
    ],
)
def test_a_file_that_is_not_in_the_checkout_is_objected_to(files, objected):
    one = make_suggestion(files=files)
    assert (ask("missing_file", one, tree=Files("src/app.py")) is not None) is objected


def test_a_file_that_the_solution_makes_need_not_exist():
    one = make_suggestion(files=("src/app.py",), solution="Move it to src/new.py.")
    assert ask("missing_file", one, tree=Files("src/app.py")) is None


def test_the_missing_files_are_named():
    match = ask("missing_file", make_suggestion(files=("a.py", "b.py")), tree=Files())
    assert match.evidence == "Not in the checkout: a.py, b.py"


@pytest.mark.parametrize(
    ("impact", "effort", "complexity", "objected"),
    [(4, 9, 5, True), (4, 8, 5, False), (4, 9, 4, False), (5, 10, 5, False), (1, 3, 5, True)],
)
def test_more_effort_than_twice_the_impact_is_objected_to(impact, effort, complexity, objected):
    scores = {"impact_score": impact, "effort_score": effort, "complexity": complexity}
    assert objects("poor_return", **scores) is objected


@pytest.mark.parametrize(
    ("code", "confidence"),
    [
        ("vague_solution", "0.80"),
        ("speculative", "0.70"),
        ("missing_file", "0.85"),
        ("poor_return", "0.70"),
    ],
)
def test_the_rules_of_the_third_tier_are_as_sure_as_the_domain_says(code, confidence):
    assert rule_of(code).confidence == Decimal(confidence)


def test_every_rule_has_a_table_of_cases():
    """A rule that is added without tests of its own fails here."""
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    assert [rule.code for rule in RULES if f'"{rule.code}"' not in tests] == []
