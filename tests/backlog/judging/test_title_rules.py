"""The rules about titles, on both sides of each threshold."""

from decimal import Decimal
from uuid import uuid4

import pytest

from backlog.judging.context import Predecessor
from backlog.judging.titles import KnownTitle, TitleIndex
from backlog.models import BacklogItem
from tests.backlog.judging.asking import ask, rule_of
from tests.factories import make_suggestion

TEN = "one two three four five six seven eight nine ten"


def having(number):
    """A title that has so many of the ten words."""
    return " ".join([*TEN.split()[:number], "other"])


def index(title, **values):
    return TitleIndex([KnownTitle(uuid4(), title, **{"type": "backend", **values})])


def match(code, known, title=TEN, **values):
    return ask(code, make_suggestion(title=title, **values), titles=known)


@pytest.mark.parametrize(("shared", "objected"), [(6, False), (7, True), (10, True)])
def test_seventy_per_cent_of_the_words_are_the_same_title(shared, objected):
    known = index(having(shared), type="auth")
    assert (match("duplicate_title", known) is not None) is objected


@pytest.mark.parametrize(
    ("shared", "type_", "objected"),
    [(4, "backend", False), (5, "backend", True), (5, "auth", False), (10, "auth", False)],
)
def test_half_of_the_words_and_the_type_are_a_similar_title(shared, type_, objected):
    known = index(having(shared), type=type_)
    assert (match("similar_title", known) is not None) is objected


@pytest.mark.parametrize(("shared", "objected"), [(7, False), (8, True)])
def test_over_seventy_per_cent_in_one_review_are_said_twice(shared, objected):
    known = index(having(shared), of_run=True)
    assert (match("repeated_in_review", known) is not None) is objected


@pytest.mark.parametrize("code", ["duplicate_title", "similar_title"])
def test_what_the_same_review_brought_is_no_item_of_before(code):
    assert match(code, index(TEN, of_run=True)) is None


def test_an_item_of_before_is_not_of_the_same_review():
    assert match("repeated_in_review", index(TEN)) is None


def test_an_index_for_some_titles_finds_them_as_one_for_all_does():
    known = [KnownTitle(uuid4(), having(number), "backend") for number in range(11)]
    wanted = [TEN, having(3)]
    whole, part = TitleIndex(known), TitleIndex(known, candidates=wanted)
    for title in wanted:
        assert list(part.alike(title, least=1)) == list(whole.alike(title, least=1))


def test_the_most_alike_title_is_the_evidence():
    nearly = KnownTitle(uuid4(), having(8), "backend")
    same = KnownTitle(uuid4(), TEN, "backend")
    found = match("duplicate_title", TitleIndex([nearly, same]))
    assert found.repeats == same.item_id
    assert found.evidence == f"Item {same.item_id} (100 % of the words): {TEN}"


def test_the_item_that_has_the_fingerprint_is_not_compared():
    item = BacklogItem(title=TEN, status="in_progress")
    known = TitleIndex([KnownTitle(item.pk, TEN, "backend")])
    one = make_suggestion(title=TEN)
    assert ask("duplicate_title", one, titles=known, predecessor=Predecessor(item)) is None


@pytest.mark.parametrize(
    ("own", "other", "confidence"),
    [
        (("src/a.py",), {"src/a.py"}, None),
        (("src/a.py", "src/b.py"), {"src/b.py"}, None),
        (("src/a.py",), set(), None),
        ((), {"src/b.py"}, None),
        (("src/a.py",), {"src/b.py"}, Decimal("0.60")),
    ],
)
def test_the_same_words_about_other_files_are_weaker(own, other, confidence):
    known = index(TEN, files=frozenset(other))
    assert match("duplicate_title", known, files=own).confidence == confidence


@pytest.mark.parametrize(
    ("title", "other", "confidence"),
    [
        ("Close the file in load_users()", "Close the file in load_users()", None),
        ("Close the open file in load_users", "Close the open file in users", None),
        ("Close the open file after load_users()", "Close the open file after load_rows()", "0.60"),
        ("Close the open file in UserLoader", "Close the open file in RowLoader", "0.60"),
    ],
)
def test_the_same_words_about_other_identifiers_are_weaker(title, other, confidence):
    found = match("similar_title", index(other), title=title)
    assert found.confidence == (Decimal(confidence) if confidence else None)


def test_a_weaker_match_repeats_nothing():
    found = match("duplicate_title", index(TEN, files=frozenset({"b.py"})), files=("a.py",))
    assert found.repeats is None
    assert found.sentence == "An item has a similar title, but is about another place."


def test_a_title_about_the_same_place_goes_before_a_more_alike_one_elsewhere():
    here = KnownTitle(uuid4(), having(8), "backend", files=frozenset({"a.py"}))
    elsewhere = KnownTitle(uuid4(), TEN, "backend", files=frozenset({"b.py"}))
    found = match("duplicate_title", TitleIndex([elsewhere, here]), files=("a.py",))
    assert found.repeats == here.item_id


@pytest.mark.parametrize("title", ["Fix the use of this", "…"])
def test_a_title_without_words_that_say_something_is_like_none(title):
    assert match("duplicate_title", index(title), title=title) is None


PROBLEM = "load_users() keeps the handle open when parse_row() raises on a broken line."
OTHER_WORDS = "A broken line leaves the handle of load_users() behind, since parse_row() raises."
ABOUT_ELSE = "load_users() calls parse_row() twice, which doubles the time of large imports."


def said(problem, **values):
    """An item about src/a.py that says this."""
    stated = {"title": "Unlike any other", "text": problem, "files": frozenset({"src/a.py"})}
    return TitleIndex([KnownTitle(uuid4(), type="backend", **stated | values)])


@pytest.mark.parametrize(
    ("known", "suggestion", "objected"),
    [
        (said(OTHER_WORDS), {}, True),
        (said(OTHER_WORDS), {"files": ("src/b.py", "src/a.py")}, True),
        (said(OTHER_WORDS), {"rule": "ruff SIM115"}, True),
        (said(OTHER_WORDS, is_analysers=True), {}, True),
        (said(OTHER_WORDS, of_run=True), {}, True),
        (said(OTHER_WORDS), {"files": ("src/b.py",)}, False),
        (said(OTHER_WORDS), {"files": ()}, False),
        (said(OTHER_WORDS, is_analysers=True), {"rule": "ruff SIM115"}, False),
        (said(OTHER_WORDS.replace("load_users", "load_rows")), {}, False),
        (said(ABOUT_ELSE), {}, False),
        (said("It is slow."), {}, False),
        (said(""), {}, False),
    ],
    ids=[
        "other words",
        "one of its files",
        "of an analyser against an agent's",
        "of an agent against an analyser's",
        "of the same review",
        "another file",
        "no file",
        "two analysers",
        "another function",
        "the same functions, another problem",
        "no names",
        "a text that isn't known",
    ],
)
def test_the_same_problem_in_other_words_is_objected_to(known, suggestion, objected):
    stated = {"title": "Close it", "problem": PROBLEM, "solution": "Close it.", "rule": ""}
    one = make_suggestion(**{"files": ("src/a.py",), **stated, **suggestion})
    assert (ask("same_problem", one, titles=known) is not None) is objected


def names(*numbers):
    return " ".join(f"name_{number}()" for number in numbers)


@pytest.mark.parametrize(("shared", "objected"), [(4, True), (3, False)])
def test_four_of_five_names_are_the_same(shared, objected):
    words = "the alpha beta gamma delta epsilon zeta "
    known = said(words + names(*range(shared), *range(90, 95 - shared)))
    one = make_suggestion(
        title="Alpha", problem=words + names(*range(5)), solution="Beta", files=("src/a.py",)
    )
    assert (ask("same_problem", one, titles=known) is not None) is objected


@pytest.mark.parametrize(("shared", "objected"), [(2, True), (1, False)])
def test_a_fifth_of_the_words_must_be_the_same(shared, objected):
    mine = "alpha beta gamma delta epsilon zeta eta theta iota"
    words = mine.split()[:shared] + ["a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1", "i1"][shared:]
    known = said(f"name_1() {' '.join(words)}")
    one = make_suggestion(title=mine, problem="name_1()", solution="", files=("src/a.py",))
    assert (ask("same_problem", one, titles=known) is not None) is objected


def test_the_names_that_both_name_are_the_evidence():
    known = said(OTHER_WORDS)
    one = make_suggestion(title="Close it", problem=PROBLEM, solution="", files=("src/a.py",))
    found = ask("same_problem", one, titles=known)
    assert "(names load_users, parse_row): Unlike any other" in found.evidence
    assert found.repeats is not None


@pytest.mark.parametrize(
    ("code", "confidence"),
    [
        ("duplicate_title", "0.90"),
        ("similar_title", "0.85"),
        ("repeated_in_review", "0.90"),
        ("same_problem", "0.80"),
    ],
)
def test_the_rules_about_titles_are_as_sure_as_the_domain_says(code, confidence):
    assert rule_of(code).confidence == Decimal(confidence)
