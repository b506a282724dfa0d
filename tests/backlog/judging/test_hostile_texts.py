"""No text, however it is made, keeps the filter busy or breaks it.

A pattern that takes the square of a text's length would take minutes here.
"""

from uuid import UUID

import pytest

from backlog.choices import BlocklistKind
from backlog.judging.blocklist import BlockedPattern, Blocklist
from backlog.judging.context import Context
from backlog.judging.judge import RULES, judge
from backlog.judging.policy import Policy
from backlog.judging.titles import KnownTitle, TitleIndex
from tests.backlog.judging.asking import NOW, Files
from tests.factories import make_suggestion

LENGTH = 200_000
PARTS = [
    "+", "a", "_", "a_", "A", "aB", ".", "a.", "/", "a/", "`", "``a", "(", "a(", "--a", "@a", "-",
    "secret", "secret ", "password=", "hard-coded secret ", "token: ", "might ", "key\t", '="',
    "'", "\n", " ", "é", "<", "${", "*", "x.py ", "tests/x.py:1 ", "0", "1.",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS, ids=ascii)
def test_a_text_of_one_part_over_and_over_is_judged(part):
    text = (part * (LENGTH // len(part) + 1))[:LENGTH]
    known = KnownTitle(
        UUID(int=1),
        text[:200],
        "backend",
        files=frozenset({"a.py"}),
        text=text,
    )
    context = Context(
        make_suggestion(title=text[:200], problem=text, solution=text, files=("a.py",)),
        NOW,
        titles=TitleIndex([known]),
        tree=Files("a.py", tracked=()),
    )
    verdict = judge(context, Policy(), {})
    assert {one.code for one in verdict.objections} <= {rule.code for rule in RULES}


@pytest.mark.parametrize("kind", [BlocklistKind.TITLE, BlocklistKind.RULE])
@pytest.mark.parametrize("pattern", ["a*" * 250, "*a" * 250, "a*" * 249 + "b*"])
def test_a_pattern_of_many_stars_is_compared(kind, pattern):
    one = make_suggestion(title="a" * 200, rule="a" * 200)
    blocklist = Blocklist((BlockedPattern(kind, pattern, "Why."),))
    assert blocklist.match(one, (), NOW) is None


@pytest.mark.parametrize(
    ("pattern", "rule", "matches"),
    [
        ("ruff *", "ruff S101", True),
        ("*S101", "ruff S101", True),
        ("r*S*1", "ruff S101", True),
        ("ruff*ruff", "ruff", False),
        ("RUFF s101", "ruff S101", True),
        ("ruff", "ruff S101", False),
        ("S1*1", "ruff S101", True),
    ],
)
def test_a_pattern_stands_for_the_whole_name_of_a_rule(pattern, rule, matches):
    blocked = BlockedPattern(BlocklistKind.RULE, pattern, "Why.")
    assert (blocked.matches_texts("", rule, ()) is not None) is matches
